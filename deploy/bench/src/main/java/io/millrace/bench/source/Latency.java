package io.millrace.bench.source;

import io.millrace.change.Change;
import io.millrace.change.LogEvent;
import io.millrace.local.PostgresServer;
import io.millrace.source.postgres.SnapshotMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FilterFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * From the moment a commit has returned until its change has left Millrace's source, on an idle
 * system: one row every few milliseconds, one at a time.
 */
final class Latency {

  private static final String SLOT = "bench_latency";
  private static final int WARM_UP = 200;
  private static final int PAUSE_MILLIS = 10;
  private static final BlockingQueue<Long> ARRIVALS = new ArrayBlockingQueue<>(16);

  private Latency() {}

  /** Port, database, commits. */
  public static void main(String[] arguments) throws Exception {
    Reading reading =
        new Reading(
            "127.0.0.1",
            Integer.parseInt(arguments[0]),
            arguments[1],
            SLOT,
            SourceWorkload.PUBLICATION,
            0,
            0);
    int commits = Integer.parseInt(arguments[2]);
    try (Connection connection =
            DriverManager.getConnection(
                reading.url(), PostgresServer.USER, PostgresServer.PASSWORD);
        Statement sql = connection.createStatement()) {
      sql.execute("SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
      long[] nanos = measure(connection, start(reading), commits);
      System.out.printf(
          "millrace latency of %d commits: median %.1f ms, p99 %.1f ms, longest %.1f ms%n",
          commits,
          nanos[commits / 2] / 1e6,
          nanos[(int) (commits * 0.99)] / 1e6,
          nanos[commits - 1] / 1e6);
    }
    System.exit(0);
  }

  private static JobClient start(Reading reading) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
    environment.getConfig().enableObjectReuse();
    environment
        .fromSource(
            MillraceReader.source(reading, SnapshotMode.NEVER),
            WatermarkStrategy.noWatermarks(),
            "source")
        .filter(new Arrival())
        .sinkTo(new DiscardingSink<>());
    return environment.executeAsync();
  }

  private static long[] measure(Connection connection, JobClient job, int commits)
      throws Exception {
    long[] nanos = new long[commits];
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE orders SET o_totalprice = o_totalprice + 1 WHERE o_orderkey = (SELECT min(o_orderkey) FROM orders)")) {
      for (int i = -WARM_UP; i < commits; i++) {
        update.executeUpdate();
        long committed = System.nanoTime();
        Long arrived = ARRIVALS.poll(1, TimeUnit.MINUTES);
        if (arrived == null) {
          throw new IllegalStateException("no change came; the job is " + job.getJobStatus().get());
        }
        if (i >= 0) {
          // It may leave the source before the session has Postgres's answer.
          nanos[i] = Math.max(0, arrived - committed);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static final class Arrival implements FilterFunction<LogEvent> {

    private static final long serialVersionUID = 1;

    @Override
    public boolean filter(LogEvent event) {
      if (event instanceof Change) {
        ARRIVALS.add(System.nanoTime());
      }
      return false;
    }
  }
}
