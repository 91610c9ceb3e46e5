package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.millrace.change.Change;
import io.millrace.source.SourceScan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the coordinator's metrics say of a snapshot, and what holds its reading back. */
class SnapshotProgressITCase {

  private static final int ROWS = 20_000;

  private static TestPostgres postgres;

  /** Of the run that was set up last: it ends with its run. */
  private InMemoryReporter metrics;

  private TestPostgres.Database database;
  private List<SourceScan> scans;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.start(Map.of());
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  /** About 3.4 MB of rows; chunks are of about a thousand. */
  @BeforeEach
  void createTables() throws Exception {
    database = postgres.database();
    database.run(
        "CREATE TABLE small (id int PRIMARY KEY)",
        "INSERT INTO small SELECT generate_series(1, 10)",
        "CREATE TABLE large (id int PRIMARY KEY, name text)",
        "INSERT INTO large SELECT i, repeat('x', 150) FROM generate_series(1, " + ROWS + ") i",
        "ANALYZE small, large");
    scans = database.scans("small", "large");
  }

  private PostgresSourceOptions options() {
    return database.options().withChunkRows(1000);
  }

  private SourceRun.Setup setup() {
    metrics = InMemoryReporter.createWithRetainedMetrics();
    return SourceRun.Setup.standard()
        .withParallelism(3)
        .with(metrics.addToConfiguration(new Configuration()));
  }

  private long metric(SourceRun run, String table, String name) {
    return find(run, table, name)
        .orElseThrow(() -> new AssertionError("there is no metric " + name + " of " + table));
  }

  private OptionalLong find(SourceRun run, String table, String name) {
    String pattern = "enumerator.table.public." + table + "." + name;
    return metrics.findMetrics(run.job(), pattern).values().stream()
        .mapToLong(found -> ((Number) ((Gauge<?>) found).getValue()).longValue())
        .findFirst();
  }

  private void assertRead(SourceRun run, long chunksAtLeast, long chunksAtMost) {
    assertThat(metric(run, "large", "snapshotChunks")).isBetween(chunksAtLeast, chunksAtMost);
    assertThat(metric(run, "large", "snapshotChunksRead"))
        .isEqualTo(metric(run, "large", "snapshotChunks"));
    assertThat(metric(run, "large", "snapshotRows")).isEqualTo(ROWS);
    assertThat(metric(run, "large", "snapshotBytes")).isBetween(150L * ROWS, 200L * ROWS);
    assertThat(metric(run, "large", "snapshotRowsEstimate"))
        .isCloseTo(ROWS, within((long) ROWS / 10));
    assertThat(metric(run, "small", "snapshotChunks")).isEqualTo(1);
    assertThat(metric(run, "small", "snapshotChunksRead")).isEqualTo(1);
    assertThat(metric(run, "small", "snapshotRows")).isEqualTo(10);
  }

  @Test
  void ofAWholeSnapshot() throws Exception {
    try (SourceRun run = SourceRun.start(options(), scans, setup())) {
      run.awaitWatermark(Change.SNAPSHOT_DELIVERED);
      assertRead(run, 15, 30);
    }
  }

  /** Chunks finished before the savepoint count once, those begun are counted when read anew. */
  @Test
  void goesOnAfterARestore(@TempDir Path dir) throws Exception {
    PostgresSourceOptions slow =
        options().withSnapshot(options().snapshot().withBytesPerSecond(1_000_000));
    SourceRun first = SourceRun.start(slow, scans, setup());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> find(first, "large", "snapshotChunksRead").orElse(0) >= 3);
    String savepoint = first.savepoint(dir);
    first.close();
    SourceRun.Setup restored = setup().from(savepoint, first);
    try (SourceRun run = SourceRun.start(options(), scans, restored)) {
      run.awaitWatermark(Change.SNAPSHOT_DELIVERED);
      assertRead(run, 15, 30);
      Replay.of(run.events(), scans).assertSame(0, database);
    }
  }

  /**
   * One reader of three reads at a time, and no faster than it may. Chunks are of several batches:
   * a reader waits after each, and only within a chunk does the server show that it is being read.
   */
  @Test
  void isHeldToReadersAndRate() throws Exception {
    SnapshotOptions held =
        options().snapshot().withChunkRows(5000).withReaders(1).withBytesPerSecond(1_500_000);
    AtomicBoolean read = new AtomicBoolean();
    CompletableFuture<Integer> mostAtATime =
        CompletableFuture.supplyAsync(() -> mostCopiesAtATime(read));
    long start = System.nanoTime();
    try (SourceRun run = SourceRun.start(options().withSnapshot(held), scans, setup())) {
      run.awaitWatermark(Change.SNAPSHOT_DELIVERED);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      read.set(true);
      assertRead(run, 3, 6);
      double seconds = metric(run, "large", "snapshotBytes") / 1_500_000.0;
      assertThat(took.toMillis() / 1000.0).isGreaterThan(0.95 * seconds);
      assertThat(mostAtATime.get()).isEqualTo(1);
    }
  }

  private int mostCopiesAtATime(AtomicBoolean read) {
    String running =
        "SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND query LIKE 'COPY (%'"
            + " AND datname = '"
            + database.name()
            + "'";
    int most = 0;
    while (!read.get()) {
      try {
        most = Math.max(most, (int) database.askLong(running));
      } catch (java.sql.SQLException e) {
        throw new IllegalStateException(e);
      }
    }
    return most;
  }
}
