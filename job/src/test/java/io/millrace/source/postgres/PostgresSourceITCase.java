package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.source.SourceScan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source end to end: a snapshot, then the log. */
class PostgresSourceITCase {

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
  void snapshotThenLog() throws Exception {
    TestPostgres.Database database = postgres.database();
    database.run(
        "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(12,2))",
        "INSERT INTO items SELECT i, 'item ' || i, i / 100.0 FROM generate_series(1, 10000) i");
    List<SourceScan> scans = database.scans("items");
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(1000), scans)) {
      run.awaitWatermark(Change.SNAPSHOT_DELIVERED);
      database.run(
          "INSERT INTO items VALUES (10001, 'new', -0.01)",
          "UPDATE items SET price = price + 1 WHERE id % 2 = 0",
          "DELETE FROM items WHERE id % 3 = 0",
          "UPDATE items SET id = id + 100000 WHERE id = 1");
      run.awaitWatermark(database.lsn());
      assertSame(database, run, scans);
      assertThat(run.events()).hasAtLeastOneElementOfType(Commit.class);
    }
  }

  @Test
  void severalReaders() throws Exception {
    TestPostgres.Database database = postgres.database();
    database.run(
        "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(12,2))",
        "INSERT INTO items SELECT i, 'item ' || i, i / 100.0 FROM generate_series(1, 20000) i");
    List<SourceScan> scans = database.scans("items");
    SourceRun.Setup setup = SourceRun.Setup.standard().withParallelism(3);
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(500), scans, setup)) {
      run.awaitWatermark(Change.SNAPSHOT_DELIVERED);
      database.run("UPDATE items SET price = 0 WHERE id < 100");
      run.awaitWatermark(database.lsn());
      assertSame(database, run, scans);
    }
  }

  @Test
  void onlyTheSnapshot() throws Exception {
    TestPostgres.Database database = items(5000);
    List<SourceScan> scans = database.scans("items");
    PostgresSourceOptions options =
        database.options().withChunkRows(500).withSnapshot(SnapshotMode.ONLY);
    try (SourceRun run =
        SourceRun.start(options, scans, SourceRun.Setup.standard().withParallelism(2))) {
      run.awaitEnd();
      assertSame(database, run, scans);
      assertThat(run.events()).hasAtLeastOneElementOfType(Commit.class);
    }
  }

  /** No barrier comes, so no more is emitted than may wait, and one batch. */
  @Test
  void theSnapshotWaitsForBarriers() throws Exception {
    TestPostgres.Database database = items(20000);
    PostgresSourceOptions options =
        database.options().withSnapshot(SnapshotOptions.DEFAULT.withBytesPerCheckpoint(100_000));
    SourceRun.Setup setup = SourceRun.Setup.standard().withCheckpoints(Duration.ZERO);
    try (SourceRun run = SourceRun.start(options, database.scans("items"), setup)) {
      await().until(() -> run.tape().size() > 0);
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(30))
          .until(() -> run.tape().size() < 2000);
    }
    setup = SourceRun.Setup.standard().withCheckpoints(Duration.ofMillis(20));
    options = options.withAdoptSlot(true);
    try (SourceRun run = SourceRun.start(options, database.scans("items"), setup)) {
      run.awaitWatermark(1);
      assertSame(database, run, database.scans("items"));
    }
  }

  @Test
  void neverASnapshot() throws Exception {
    TestPostgres.Database database = items(100);
    database.run(
        "ALTER TABLE items ALTER name SET STORAGE EXTERNAL",
        "UPDATE items SET name = repeat('x', 10000)");
    List<SourceScan> scans = database.scans("items");
    PostgresSourceOptions options = database.options().withSnapshot(SnapshotMode.NEVER);
    try (SourceRun run =
        SourceRun.start(options, scans, SourceRun.Setup.standard().withParallelism(2))) {
      run.awaitWatermark(1);
      database.run("UPDATE items SET price = 0 WHERE id <= 2", "DELETE FROM items WHERE id > 2");
      run.awaitWatermark(database.lsn());
      assertSame(database, run, scans);
    }
  }

  /** Chunks are read while rows move between blocks, change their keys, come and go. */
  @Test
  void snapshotWhileOthersWrite() throws Exception {
    TestPostgres.Database database = items(30000);
    List<SourceScan> scans = database.scans("items");
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(database, stop));
    SourceRun.Setup setup = SourceRun.Setup.standard().withParallelism(2);
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(300), scans, setup)) {
      run.awaitWatermark(1);
      stop.set(true);
      writer.get();
      run.awaitWatermark(database.lsn());
      assertSame(database, run, scans);
    }
  }

  /**
   * One reader goes over to the log while what the other said last, that it has no more rows, still
   * lies in a buffer: the log's changes come before the watermark of the snapshot's end.
   */
  @Test
  void logArrivesBeforeTheOtherReadersEnd() throws Exception {
    TestPostgres.Database database = items(3000);
    List<SourceScan> scans = database.scans("items");
    SourceRun.Setup setup =
        SourceRun.Setup.standard()
            .withParallelism(2)
            .withCheckpoints(Duration.ZERO)
            .withBufferTimeout(Duration.ofSeconds(5));
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(300), scans, setup)) {
      await().until(() -> run.tape().size() > 0);
      database.run("UPDATE items SET price = price + 1", "UPDATE items SET name = 'after'");
      run.awaitWatermark(database.lsn());
      assertSame(database, run, scans);
    }
  }

  private static void write(TestPostgres.Database database, AtomicBoolean stop) {
    long seed = System.nanoTime();
    System.out.println("writer's seed " + seed);
    Random random = new Random(seed);
    try (Connection sql = database.connect();
        Statement statement = sql.createStatement()) {
      sql.setAutoCommit(false);
      int next = 1_000_000;
      while (!stop.get()) {
        if (random.nextInt(150) == 0) {
          statement.execute("TRUNCATE items");
          statement.execute(
              "INSERT INTO items SELECT i, 'after a TRUNCATE', i FROM generate_series(1, 30000) i");
        }
        for (int i = random.nextInt(30); i >= 0; i--) {
          int id = 1 + random.nextInt(30000);
          statement.execute(
              switch (random.nextInt(5)) {
                case 0 -> "DELETE FROM items WHERE id = " + id;
                case 1 -> "UPDATE items SET id = " + next++ + " WHERE id = " + id;
                case 2 -> "INSERT INTO items VALUES (" + next++ + ", 'new', 1.5)";
                default ->
                    "UPDATE items SET name = repeat('y', %d), price = price + 1 WHERE id = %d"
                        .formatted(random.nextInt(3000), id);
              });
        }
        if (random.nextInt(10) == 0) {
          sql.rollback();
        } else {
          sql.commit();
        }
      }
      sql.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Breaks again and again, in the snapshot and in the log, with checkpoints inside transactions.
   */
  @Test
  void brokenAndRestored() throws Exception {
    TestPostgres.Database database = items(30000);
    List<SourceScan> scans = database.scans("items");
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(database, stop));
    SourceRun.Setup setup =
        SourceRun.Setup.standard()
            .withParallelism(2)
            .withCheckpoints(Duration.ofMillis(50))
            .withRestarts(1000);
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(300), scans, setup)) {
      long seed = System.nanoTime();
      System.out.println("seed " + seed);
      Random random = new Random(seed);
      for (int failures = 0; failures < 12; failures++) {
        int restores = run.tape().restoredAt().size();
        run.tape().failAfter(1 + random.nextInt(8000));
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> run.tape().restoredAt().size() > restores);
      }
      database.run(
          "INSERT INTO items SELECT i, 'large', 0 FROM generate_series(2000000, 2060000) i");
      for (int failures = 0; failures < 5; failures++) {
        int restores = run.tape().restoredAt().size();
        run.tape().failAfter(1 + random.nextInt(20000));
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> run.tape().restoredAt().size() > restores);
      }
      stop.set(true);
      writer.get();
      run.awaitWatermark(database.lsn());
      System.out.println("restored at " + run.tape().restoredAt());
      assertSame(database, run, scans);
    }
  }

  @Test
  void stoppedAndRescaled(@TempDir Path savepoints) throws Exception {
    TestPostgres.Database database = items(20000);
    List<SourceScan> scans = database.scans("items");
    PostgresSourceOptions options = database.options().withChunkRows(200);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(database, stop));
    SourceRun run = SourceRun.start(options, scans, SourceRun.Setup.standard());
    await().until(() -> run.tape().size() > 3000);
    SourceRun wider = restart(run, options, scans, 3, savepoints);
    await().until(() -> hasGoneOn(wider, 2));
    SourceRun narrower = restart(wider, options, scans, 2, savepoints);
    await().until(() -> hasGoneOn(narrower, 3));
    narrower.awaitWatermark(1);
    SourceRun widest = restart(narrower, options, scans, 4, savepoints);
    stop.set(true);
    writer.get();
    widest.awaitWatermark(database.lsn());
    try (SourceRun last = restart(widest, options, scans, 1, savepoints)) {
      database.run("INSERT INTO items VALUES (0, 'last', 0)");
      last.awaitWatermark(database.lsn());
      assertSame(database, last, scans);
    }
  }

  /** Whether all of it runs: it has emitted something since it began. */
  private static boolean hasGoneOn(SourceRun run, int starts) {
    List<Integer> begun = run.tape().restoredAt();
    return begun.size() == starts && run.tape().size() > begun.get(starts - 1) + 1000;
  }

  private static SourceRun restart(
      SourceRun run,
      PostgresSourceOptions options,
      List<SourceScan> scans,
      int parallelism,
      Path savepoints)
      throws Exception {
    String path = run.stop(savepoints);
    return SourceRun.start(
        options, scans, SourceRun.Setup.standard().withParallelism(parallelism).from(path, run));
  }

  @Test
  void acknowledgesSomeCheckpointsBack() throws Exception {
    TestPostgres.Database database = items(10);
    List<SourceScan> scans = database.scans("items");
    try (SourceRun run = SourceRun.start(database.options(), scans)) {
      run.awaitWatermark(1);
      database.run("INSERT INTO items VALUES (11, 'new', 0)");
      long lsn = database.lsn();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  database.askLong(
                          "SELECT (confirmed_flush_lsn - '0/0')::bigint FROM pg_replication_slots"
                              + " WHERE slot_name = '"
                              + database.name()
                              + "'")
                      >= lsn);
    }
  }

  @Test
  void aRefusalIsNotRetried() throws Exception {
    TestPostgres.Database database = items(10);
    List<SourceScan> scans = database.scans("items");
    SourceRun.Setup setup = SourceRun.Setup.standard().withRestarts(1000);
    try (SourceRun run = SourceRun.start(database.options(), scans, setup)) {
      run.awaitWatermark(1);
      database.run("ALTER TABLE items DROP COLUMN name", "INSERT INTO items VALUES (11, 1)");
      assertThat(run.awaitFailure()).contains("column name of public.items is not in the log");
    }
  }

  private static TestPostgres.Database items(int rows) throws SQLException {
    TestPostgres.Database database = postgres.database();
    database.run(
        "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(12,2))",
        "ALTER TABLE items ALTER name SET STORAGE EXTERNAL",
        "INSERT INTO items SELECT i, 'item ' || repeat('x', i %% 40 * 100), i / 100.0 FROM generate_series(1, %d) i"
            .formatted(rows),
        "ANALYZE items");
    return database;
  }

  private static void assertSame(
      TestPostgres.Database database, SourceRun run, List<SourceScan> scans) throws Exception {
    Replay.of(run.events(), scans).assertSame(0, database);
  }
}
