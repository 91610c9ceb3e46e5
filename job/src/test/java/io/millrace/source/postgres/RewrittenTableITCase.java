package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.source.SourceScan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables whose rows get other places while the snapshot reads them by their places. */
class RewrittenTableITCase {

  private static final int ROWS = 5_000;
  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.start(Map.of());
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CLUSTER items USING backwards",
        "VACUUM FULL items",
        "ALTER TABLE items ADD random double precision DEFAULT random()"
      })
  void betweenTwoChunks(String rewriting) throws Exception {
    TestPostgres.Database database = items();
    List<SourceScan> scans = database.scans("items");
    SourceRun.Setup setup = SourceRun.Setup.standard();
    rewriteAt(500, setup, database, rewriting);
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(200), scans, setup)) {
      assertWhole(database, scans, run);
    }
  }

  @Test
  void twiceAndByThreeReaders() throws Exception {
    TestPostgres.Database database = items();
    List<SourceScan> scans = database.scans("items");
    SourceRun.Setup setup = SourceRun.Setup.standard().withParallelism(3);
    rewriteAt(500, setup, database, "CLUSTER items USING backwards");
    rewriteAt(2500, setup, database, "CLUSTER items USING items_pkey");
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(200), scans, setup)) {
      assertWhole(database, scans, run);
    }
  }

  @Test
  void onePartition() throws Exception {
    TestPostgres.Database database = postgres.database();
    database.run(
        "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(12,2))"
            + " PARTITION BY RANGE (id)",
        "CREATE TABLE items_low PARTITION OF items FOR VALUES FROM (0) TO (2000)",
        "CREATE TABLE items_high PARTITION OF items FOR VALUES FROM (2000) TO (10000)",
        "CREATE INDEX backwards ON items_high ((-id))",
        "INSERT INTO items SELECT i, repeat('x', 500), i FROM generate_series(1, 5000) i",
        "ANALYZE items");
    List<SourceScan> scans = database.scans("items");
    SourceRun.Setup setup = SourceRun.Setup.standard();
    rewriteAt(2500, setup, database, "CLUSTER items_high USING backwards");
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(200), scans, setup)) {
      assertWhole(database, scans, run);
    }
  }

  /** Tasks fail while the table is being cut anew, and some time after. */
  @Test
  void withFailures() throws Exception {
    TestPostgres.Database database = items();
    List<SourceScan> scans = database.scans("items");
    SourceRun.Setup setup =
        SourceRun.Setup.standard()
            .withParallelism(2)
            .withCheckpoints(Duration.ofMillis(50))
            .withRestarts(10);
    rewriteAt(500, setup, database, "CLUSTER items USING backwards");
    for (int place : new int[] {510, 700, 1500, 3000}) {
      failAt(place, setup);
    }
    setup.tape().visit(event -> LockSupport.parkNanos(100_000));
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(200), scans, setup)) {
      assertWhole(database, scans, run);
      assertThat(run.tape().restoredAt()).hasSizeGreaterThan(3);
    }
  }

  private static TestPostgres.Database items() throws Exception {
    TestPostgres.Database database = postgres.database();
    database.run(
        "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(12,2))",
        "CREATE INDEX backwards ON items ((-id))",
        "INSERT INTO items SELECT i, repeat('x', 500), i FROM generate_series(1, %d) i"
            .formatted(ROWS),
        "DELETE FROM items WHERE id < 300",
        "ANALYZE items");
    return database;
  }

  /** Rewrites the table when so many rows have come; none come while it is done. */
  private static void rewriteAt(
      int rows, SourceRun.Setup setup, TestPostgres.Database database, String statement) {
    AtomicInteger count = new AtomicInteger();
    setup
        .tape()
        .visit(
            event -> {
              if (event instanceof Change && count.incrementAndGet() == rows) {
                CompletableFuture.runAsync(
                        () -> {
                          try {
                            database.run(statement);
                          } catch (Exception e) {
                            throw new IllegalStateException(e);
                          }
                        })
                    .join();
              }
            });
  }

  private static void failAt(int rows, SourceRun.Setup setup) {
    AtomicInteger count = new AtomicInteger();
    AtomicBoolean failed = new AtomicBoolean();
    setup
        .tape()
        .visit(
            event -> {
              if (count.incrementAndGet() >= rows && !failed.getAndSet(true)) {
                throw new IllegalStateException("broken by the test");
              }
            });
  }

  private static void assertWhole(
      TestPostgres.Database database, List<SourceScan> scans, SourceRun run) throws Exception {
    run.awaitWatermark(1);
    database.run("UPDATE items SET price = 0 WHERE id % 100 = 0");
    run.awaitWatermark(database.lsn());
    Replay.of(run.events(), scans).assertSame(0, database);
  }
}
