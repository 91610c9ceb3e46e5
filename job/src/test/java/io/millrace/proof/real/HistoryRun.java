package io.millrace.proof.real;

import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import io.millrace.proof.oracle.Judgement;
import io.millrace.proof.oracle.Oracle;
import io.millrace.proof.oracle.Oracle.Inserts;
import io.millrace.proof.real.RealHistory.Delivery;
import io.millrace.proof.real.RealHistory.Interruption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** A history happens: to databases of its own, on shared servers. */
final class HistoryRun {

  /** The snapshot's planner takes each block for a chunk, as if it held so many rows. */
  private static final int ROWS_OF_A_CHUNK = 200_000;

  private static final long TABLE_AWAY_MILLIS = 1_500;

  private final RealHistory history;
  private final SharedCluster cluster;
  private final TestPipeline pipeline;
  private final Pace pace = new Pace();
  private final List<Thread> sessions = new ArrayList<>();
  private HistoryJob job;
  private int restarts;

  /** Runs of the job that ended otherwise than with a savepoint. */
  private int broken;

  HistoryRun(RealHistory history, TestServers servers, SharedCluster cluster) {
    this.history = history;
    this.cluster = cluster;
    this.pipeline = new TestPipeline(servers).checkpointInterval("300ms");
    if (history.delivery() == Delivery.LOW_LATENCY) {
      pipeline.delivery("low-latency").flushInterval("60ms");
    }
  }

  /** What became of it. */
  record Outcome(RealHistory history, Judgement judgement, int restarts) {}

  Outcome run() throws Exception {
    try (AutoCloseable ignored = this::end) {
      history.scenario().create(pipeline);
      if (Appended.isIn(history.seed())) {
        Appended.create(pipeline, history.scenario(), history.seed());
      }
      if (history.delivery() == Delivery.EXACTLY_ONCE_EARLY) {
        Ballast.create(pipeline);
      }
      try (Oracle oracle = Oracle.install(pipeline.pipeline())) {
        fill();
        happen();
        return new Outcome(history, oracle.checkAtRest(inserts()), restarts);
      }
    }
  }

  private Inserts inserts() {
    return switch (history.delivery()) {
      case EXACTLY_ONCE -> Inserts.WITH_THEIR_COMMIT;
      // Without a failure too: the committer inserts what a checkpoint sealed beside writers that
      // insert what is newer.
      case EXACTLY_ONCE_EARLY -> Inserts.EARLY_AND_LEFT;
      case LOW_LATENCY -> broken == 0 ? Inserts.EARLY_AND_LEFT : Inserts.EARLY_AND_AGAIN;
    };
  }

  private void fill() throws Exception {
    pace.allow(1);
    new Session(pipeline.connect(), List.of(history.first()), pace).run();
    pipeline.sql(
        "UPDATE pg_class SET relpages = 1, reltuples = "
            + ROWS_OF_A_CHUNK
            + " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
  }

  private void happen() throws Exception {
    int stretches = history.interruptions().size() + 2;
    int all = 1 + history.transactions();
    pace.allow(1 + history.transactions() / stretches);
    startSessions();
    start(history.parallelism(), null);
    try (Connection connection = pipeline.connect();
        Statement statement = connection.createStatement()) {
      job.await("the snapshot's first chunk", () -> reads(statement));
    }
    pace.readingBegun();
    job.await("the first commit", () -> commits() > 0);
    pace.published();
    for (int i = 0; i < history.interruptions().size(); i++) {
      int until = 1 + history.transactions() * (i + 2) / stretches;
      int half = (pace.over() + until) / 2;
      pace.allow(until);
      job.await("half of a stretch", () -> pace.over() >= half);
      interrupt(history.interruptions().get(i));
    }
    pace.allow(all);
    job.await("all transactions", () -> pace.over() == all);
    long end = endOfLog();
    job.await("the last commit", () -> pipeline.published() >= end);
    ended(job.restarts());
    job.end();
  }

  /** By a commit, which is flushed; what others leave unflushed the log may not pass for long. */
  private long endOfLog() {
    String mark = "SELECT pg_logical_emit_message(true, 'history', 'end') - '0/0'::pg_lsn";
    return Long.parseLong(pipeline.ask(mark));
  }

  private void startSessions() throws Exception {
    for (List<Work> work : history.sessions()) {
      Connection connection = pipeline.connect();
      Thread thread =
          new Thread(
              new Session(connection, work, pace), pipeline.name + "-session-" + sessions.size());
      thread.setDaemon(true);
      thread.start();
      sessions.add(thread);
    }
  }

  private void start(int parallelism, String from) throws Exception {
    job = cluster.start(pipeline, history.backend(), parallelism, from);
  }

  /**
   * The job has made its slot, and has waited for the transactions that were running then: one that
   * begins now is in nobody's way. It reads chunk after chunk by one connection for each task,
   * whose last statement Postgres shows; should that be missed, the log is read next.
   */
  private static boolean reads(Statement statement) throws SQLException {
    String reading =
        """
        SELECT EXISTS (SELECT FROM pg_stat_activity
                       WHERE datname = current_database() AND query LIKE ANY
                         (ARRAY['LOCK TABLE ONLY%', 'COPY (SELECT%', 'START_REPLICATION%']))
        """;
    try (ResultSet row = statement.executeQuery(reading)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private long commits() {
    return Long.parseLong(pipeline.clickhouse("SELECT count() FROM {db}._millrace_commits"));
  }

  private void interrupt(Interruption interruption) throws Exception {
    switch (interruption.kind()) {
      case SAVEPOINT -> again(interruption, job.stopWithSavepoint());
      case CANCEL -> {
        broken++;
        again(interruption, job.cancel());
      }
      case FAILURE -> fail();
    }
  }

  private void again(Interruption interruption, String from) throws Exception {
    ended(job.restarts());
    restarts++;
    start(interruption.parallelism(), from);
  }

  private void ended(int failures) {
    restarts += failures;
    broken += failures;
  }

  /** Does nothing to a job that has nothing to insert meanwhile. */
  private void fail() throws Exception {
    int before = job.restarts();
    String target = history.scenario().queries().get(0).name();
    pipeline.clickhouse("RENAME TABLE {db}." + target + " TO {db}.away");
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TABLE_AWAY_MILLIS);
    while (job.restarts() == before && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60));
    }
    pipeline.clickhouse("RENAME TABLE {db}.away TO {db}." + target);
    job.awaitRunning();
  }

  private void end() throws Exception {
    if (job != null) {
      job.end();
    }
    for (Thread session : sessions) {
      session.interrupt();
      session.join();
    }
    Awaitility.await("the slot is free").atMost(Duration.ofMinutes(1)).until(() -> !isActive());
    pipeline.sql(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
            + " WHERE database = current_database()");
    pipeline.drop();
  }

  private boolean isActive() {
    String active =
        "SELECT count(*) > 0 FROM pg_replication_slots WHERE active AND database = current_database()";
    return "t".equals(pipeline.ask(active));
  }
}
