package io.millrace.sink.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.sink.clickhouse.encode.TestRows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole sink in a job, against a real ClickHouse that is killed in the middle of inserts. */
class SinkITCase {

  private static TestServer server;

  @TempDir private Path checkpoints;
  private final long seed = System.nanoTime();
  private final TestLog log = new TestLog(seed, 2000, 40);
  private List<PreparedTarget> targets;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void tables() {
    System.out.println("seed " + seed);
    targets =
        server.prepare(
            TestRows.target("orders"), TestRows.partitioned("moving"), TestRows.sorted("sorted"));
    TransactionSource.ALLOWED.set(0);
    TestJob.FAIL.set(false);
  }

  private JobClient run(ClickHouseOptions options, int parallelism, String savepoint)
      throws Exception {
    return TestJob.start(log, targets, options, parallelism, checkpoints, savepoint);
  }

  private static void awaitCommit(long transactions) {
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(
            () ->
                server
                    .query("SELECT max(commit_lsn) FROM shop._millrace_commits")
                    .equals(Long.toString(TestLog.lsn(transactions))));
  }

  private void assertTruth(long transactions) {
    for (PreparedTarget target : targets) {
      assertThat(state(target.table() + "_current"))
          .as(target.table())
          .isEqualTo(log.stateAfter(transactions));
    }
    // Each partition by itself: a row that has moved must be dead where it was.
    assertThat(state("moving FINAL SETTINGS do_not_merge_across_partitions_select_final = 1"))
        .isEqualTo(log.stateAfter(transactions));
  }

  private static Map<Long, String> state(String from) {
    Map<Long, String> state = new java.util.TreeMap<>();
    for (String line : server.lines("SELECT id, name FROM shop." + from)) {
      String[] columns = line.split("\t", -1);
      assertThat(state.put(Long.parseLong(columns[0]), columns[1])).as("id " + line).isNull();
    }
    return state;
  }

  private static void assertEachOnce() {
    for (String table : List.of("orders", "moving", "sorted")) {
      String[] counts =
          server.query("SELECT count(), uniqExact(id, _version) FROM shop." + table).split("\t");
      assertThat(counts[0]).as(table).isEqualTo(counts[1]);
    }
    assertThat(
            server.query(
                "SELECT count() - uniqExact(checkpoint_id), count() - uniqExact(checkpoint_id, commit_lsn)"
                    + " FROM shop._millrace_commits"))
        .isEqualTo("0\t0");
  }

  /** Its mini cluster ends with it. */
  private static boolean hasEnded(JobClient job) throws Exception {
    try {
      return job.getJobStatus().get().isTerminalState();
    } catch (IllegalStateException | java.util.concurrent.ExecutionException e) {
      return true;
    }
  }

  private static void cancel(JobClient job) throws Exception {
    job.cancel().get(1, TimeUnit.MINUTES);
    await().atMost(Duration.ofMinutes(1)).until(() -> hasEnded(job));
  }

  @Test
  void everyCheckpointIsPublishedOnce() throws Exception {
    JobClient job = run(server.options(), 2, null);
    TransactionSource.ALLOWED.set(100);
    awaitCommit(100);
    long commits = Long.parseLong(server.query("SELECT count() FROM shop._millrace_commits"));
    assertTruth(100);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                Long.parseLong(server.query("SELECT count() FROM shop._millrace_commits"))
                    > commits + 2);
    assertEachOnce();
    assertThat(server.query("SELECT sum(mapValues(rows)[1] > 0) > 0 FROM shop._millrace_commits"))
        .isEqualTo("1");
    cancel(job);
  }

  @Test
  void killedServersAndFailedTasksLoseAndDoubleNothing() throws Exception {
    Random random = new Random(seed);
    JobClient job = run(server.options().withRetryFor(Duration.ofSeconds(4)), 2, null);
    for (int round = 1; round <= 6; round++) {
      TransactionSource.ALLOWED.set(round * 100L);
      Thread.sleep(200 + random.nextInt(1200));
      if (round % 3 == 0) {
        TestJob.FAIL.set(true);
      }
      server.server().kill();
      Thread.sleep(random.nextInt(1500));
      server.server().start();
    }
    awaitCommit(600);
    assertTruth(600);
    assertEachOnce();
    cancel(job);
  }

  @Test
  void aSavepointGoesOnAtAnotherParallelism() throws Exception {
    JobClient first = run(server.options(), 2, null);
    TransactionSource.ALLOWED.set(100);
    awaitCommit(100);
    String savepoint =
        first
            .stopWithSavepoint(false, checkpoints.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(1, TimeUnit.MINUTES);
    TransactionSource.ALLOWED.set(200);
    JobClient second = run(server.options(), 3, savepoint);
    awaitCommit(200);
    assertTruth(200);
    assertEachOnce();
    cancel(second);
  }

  @Test
  void moreThanMayWaitIsInsertedEarlyAndNotDoubledByAReplay() throws Exception {
    TestLog wide = new TestLog(seed, 1_000_000, 30_000);
    ClickHouseOptions options = server.options().withPendingBytes(1 << 20).withLoadIsPaced(false);
    // Those whose rows move would wait for their checkpoint, and refuse so many.
    List<PreparedTarget> still =
        targets.stream().filter(target -> target.placement().isEmpty()).toList();
    JobClient job = TestJob.start(wide, still, options, 2, checkpoints, null);
    TransactionSource.ALLOWED.set(10);
    Thread.sleep(700);
    TestJob.FAIL.set(true);
    TransactionSource.ALLOWED.set(20);
    awaitCommit(20);
    assertThat(server.query("SELECT count() FROM shop.orders_current"))
        .isEqualTo(Integer.toString(wide.stateAfter(20).size()));
    assertEachOnce();
    cancel(job);
  }

  @Test
  void lowLatencyShowsRowsBeforeTheirCheckpoint() throws Exception {
    ClickHouseOptions options =
        server
            .options()
            .withDelivery(Delivery.LOW_LATENCY)
            .withLoadIsPaced(false)
            .withFlushInterval(Duration.ofMillis(100));
    JobClient job = run(options, 2, null);
    TransactionSource.ALLOWED.set(100);
    Thread.sleep(300);
    TestJob.FAIL.set(true);
    TransactionSource.ALLOWED.set(200);
    awaitCommit(200);
    assertTruth(200);
    cancel(job);
  }
}
