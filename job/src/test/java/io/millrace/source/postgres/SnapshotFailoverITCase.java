package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.source.SourceScan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Tasks that fail while the snapshot ends. Flink then restores the readers and leaves the
 * enumerator as it is, which has come further than what the readers remember.
 */
class SnapshotFailoverITCase {

  private static final int ROWS = 20_000;
  private static final int TRIES = 10;

  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.start(Map.of());
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @Test
  void whenAllWasReadAndNotCheckpointed() throws Exception {
    breaksAt(Change.SNAPSHOT_DELIVERED);
  }

  @Test
  void whenTheLogWasFollowedAndNotCheckpointed() throws Exception {
    breaksAt(1);
  }

  /**
   * Where the last checkpoint before the failure falls is chance: runs until one falls into a
   * chunk.
   */
  private static void breaksAt(long watermark) throws Exception {
    List<Integer> restoredAt = new ArrayList<>();
    do {
      restoredAt.add(restoredAfterBreakAt(watermark));
    } while (isBetweenChunks(restoredAt.get(restoredAt.size() - 1)) && restoredAt.size() < TRIES);
    assertThat(restoredAt.get(restoredAt.size() - 1))
        .as("broken in the middle of a chunk; rows at the restored checkpoints: %s", restoredAt)
        .isBetween(1, ROWS - 1);
  }

  private static boolean isBetweenChunks(int rows) {
    return rows < 1 || rows >= ROWS;
  }

  private static int restoredAfterBreakAt(long watermark) throws Exception {
    TestPostgres.Database database = postgres.database();
    database.run(
        "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(12,2))",
        "INSERT INTO items SELECT i, repeat('x', 500), i FROM generate_series(1, " + ROWS + ") i",
        "ANALYZE items");
    List<SourceScan> scans = database.scans("items");
    SourceRun.Setup setup =
        SourceRun.Setup.standard()
            .withParallelism(2)
            .withCheckpoints(Duration.ofMillis(300))
            .withRestarts(3);
    AtomicBoolean broken = new AtomicBoolean();
    setup
        .tape()
        .visit(
            event -> {
              LockSupport.parkNanos(20_000);
              if (event instanceof Long next && next >= watermark && !broken.getAndSet(true)) {
                throw new IllegalStateException("broken by the test");
              }
            });
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(10_000), scans, setup)) {
      run.awaitWatermark(1);
      database.run("UPDATE items SET price = 0 WHERE id < 100");
      run.awaitWatermark(database.lsn());
      List<Integer> restored = run.tape().restoredAt();
      assertThat(restored).hasSize(2);
      Replay.of(run.events(), scans).assertSame(0, database);
      return restored.get(1);
    }
  }
}
