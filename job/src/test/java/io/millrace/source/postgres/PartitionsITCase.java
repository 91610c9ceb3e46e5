package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Position;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.split.PostgresSplitSerializer;
import io.millrace.source.postgres.split.StreamSplit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Partitioned tables as one table, and their partitions as tables. */
class PartitionsITCase {

  private static final int ROWS = 6000;
  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.start(Map.of());
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  /** By region and then by number; columns stand in another order in one of them. */
  private static TestPostgres.Database items() throws SQLException {
    TestPostgres.Database database = postgres.database();
    database.run(
        "CREATE TABLE items (id int, region text, name text, PRIMARY KEY (region, id))"
            + " PARTITION BY LIST (region)",
        "CREATE TABLE items_north (name text, dropped int, id int NOT NULL, region text NOT NULL)",
        "ALTER TABLE items_north DROP dropped",
        "ALTER TABLE items ATTACH PARTITION items_north FOR VALUES IN ('north')",
        "CREATE TABLE items_south PARTITION OF items FOR VALUES IN ('south')"
            + " PARTITION BY RANGE (id)",
        "CREATE TABLE items_south_low PARTITION OF items_south FOR VALUES FROM (0) TO (3000)",
        "CREATE TABLE items_south_high PARTITION OF items_south DEFAULT",
        "INSERT INTO items SELECT i, CASE i % 2 WHEN 0 THEN 'north' ELSE 'south' END, 'item ' || i"
            + " FROM generate_series(1, "
            + ROWS
            + ") i");
    return database;
  }

  /** Rows move between partitions, and between blocks, while they are read and followed. */
  @Test
  void asOneTableWhileOthersWrite() throws Exception {
    TestPostgres.Database database = items();
    List<SourceScan> scans = database.scans("items");
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(database, stop));
    SourceRun.Setup setup = SourceRun.Setup.standard().withParallelism(2);
    try (SourceRun run = SourceRun.start(database.options().withChunkRows(200), scans, setup)) {
      run.awaitWatermark(1);
      Thread.sleep(1000);
      stop.set(true);
      writer.get();
      run.awaitWatermark(database.lsn());
      Replay.of(run.tape().events(), scans).assertSame(0, database);

      database.run(
          "TRUNCATE items",
          "CREATE TABLE items_west PARTITION OF items FOR VALUES IN ('west')",
          "INSERT INTO items VALUES (1, 'west', 'new'), (1, 'north', 'new')",
          "UPDATE items SET region = 'south' WHERE region = 'west'");
      run.awaitWatermark(database.lsn());
      Replay replay = Replay.of(run.tape().events(), scans);
      assertThat(replay.rows(0)).containsExactly("1|north|new", "1|south|new");
    }
  }

  private static void write(TestPostgres.Database database, AtomicBoolean stop) {
    long seed = System.nanoTime();
    System.out.println("writer's seed " + seed);
    Random random = new Random(seed);
    try (Connection sql = database.connect();
        Statement statement = sql.createStatement()) {
      int next = ROWS;
      while (!stop.get()) {
        int id = 1 + random.nextInt(ROWS);
        statement.execute(
            switch (random.nextInt(6)) {
              case 0 -> "DELETE FROM items WHERE id = " + id;
              case 1 -> "INSERT INTO items VALUES (" + ++next + ", 'north', repeat('n', 500))";
              case 2 -> "UPDATE items SET id = " + ++next + " WHERE id = " + id;
              case 3 -> "UPDATE items SET name = repeat('y', 300) WHERE id = " + id;
              default ->
                  "UPDATE items SET region = CASE region WHEN 'north' THEN 'south' ELSE 'north' END"
                      + " WHERE id = "
                      + id;
            });
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPartitionAsATableOfItsOwn() throws Exception {
    TestPostgres.Database database = items();
    List<SourceScan> scans = database.scans("items_south_low", "items_north");
    try (SourceRun run = SourceRun.start(database.options(), scans)) {
      run.awaitWatermark(1);
      database.run(
          "UPDATE items SET region = 'south' WHERE id = 10",
          "UPDATE items SET id = id + 10000 WHERE id < 9 AND region = 'south'",
          "DELETE FROM items WHERE id % 5 = 0",
          "TRUNCATE items_north",
          "INSERT INTO items VALUES (77, 'north', 'again')");
      run.awaitWatermark(database.lsn());
      Replay replay = Replay.of(run.tape().events(), scans);
      replay.assertSame(0, database);
      replay.assertSame(1, database);
    }
  }

  @Test
  void aPartitionAndItsTableAreNotPublishedTogether() throws Exception {
    TestPostgres.Database database = items();
    List<SourceScan> scans = database.scans("items", "items_north");
    try (SourceRun run = SourceRun.start(database.options(), scans)) {
      assertThat(run.awaitFailure())
          .contains("does not publish public.items_north")
          .contains("a partition is not published beside the table it is of");
    }
  }

  @Test
  void anAttachedPartitionBringsRowsThatAreNotInTheLog() throws Exception {
    TestPostgres.Database database = items();
    try (SourceRun run = SourceRun.start(database.options(), database.scans("items"))) {
      run.awaitWatermark(1);
      attach(database);
      assertThat(run.awaitFailure())
          .contains("public.items_east has been attached to public.items")
          .contains("--truncate-targets --adopt-slot");
    }
  }

  private static void attach(TestPostgres.Database database) throws SQLException {
    database.run(
        "CREATE TABLE items_east (LIKE items INCLUDING ALL)",
        "INSERT INTO items_east VALUES (1, 'east', 'x')",
        "ALTER TABLE items ATTACH PARTITION items_east FOR VALUES IN ('east')");
  }

  @Test
  void aDetachedPartitionTakesRowsAwayThatAreNotInTheLog() throws Exception {
    for (String change :
        List.of("ALTER TABLE items DETACH PARTITION items_north", "DROP TABLE items_south")) {
      TestPostgres.Database database = items();
      try (SourceRun run = SourceRun.start(database.options(), database.scans("items"))) {
        run.awaitWatermark(1);
        database.run(change);
        assertThat(run.awaitFailure()).contains("of items have been detached or dropped");
      }
    }
  }

  @Test
  void attachedWhileTheJobWasStopped(@TempDir Path savepoints) throws Exception {
    TestPostgres.Database database = items();
    List<SourceScan> scans = database.scans("items");
    SourceRun earlier = SourceRun.start(database.options(), scans);
    earlier.awaitWatermark(1);
    database.run("CREATE TABLE items_west PARTITION OF items FOR VALUES IN ('west')");
    String savepoint = earlier.stop(savepoints);
    database.run("CREATE TABLE items_mid PARTITION OF items FOR VALUES IN ('mid')");
    database.run("INSERT INTO items VALUES (1, 'west', 'w'), (1, 'mid', 'm')");
    SourceRun later =
        SourceRun.start(
            database.options(), scans, SourceRun.Setup.standard().from(savepoint, earlier));
    later.awaitWatermark(database.lsn());
    Replay.of(later.tape().events(), scans).assertSame(0, database);
    savepoint = later.stop(savepoints);
    attach(database);
    try (SourceRun last =
        SourceRun.start(
            database.options(), scans, SourceRun.Setup.standard().from(savepoint, later))) {
      assertThat(last.awaitFailure()).contains("public.items_east has been attached");
    }
  }

  @Test
  void aPartitionDroppedWhileOthersAreRead() throws Exception {
    TestPostgres.Database database = items();
    SourceRun.Setup setup = SourceRun.Setup.standard();
    AtomicBoolean dropped = new AtomicBoolean();
    setup
        .tape()
        .visit(
            event -> {
              if (dropped.compareAndSet(false, true)) {
                try {
                  database.run("DROP TABLE items_south_low");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    try (SourceRun run =
        SourceRun.start(database.options().withChunkRows(200), database.scans("items"), setup)) {
      assertThat(run.awaitFailure())
          .contains("Snapshot: public.items_south_low, of which rows of public.items");
    }
  }

  @Test
  void aPartitionThatTheLogLacks() throws Exception {
    for (Map.Entry<String, String> defect :
        Map.of(
                "ALTER TABLE items_north REPLICA IDENTITY NOTHING",
                "has a replica identity without the table's key",
                "CREATE UNLOGGED TABLE u PARTITION OF items FOR VALUES IN ('u')",
                "is unlogged")
            .entrySet()) {
      TestPostgres.Database database = items();
      database.run(defect.getKey());
      try (SourceRun run = SourceRun.start(database.options(), database.scans("items"))) {
        assertThat(run.awaitFailure()).contains(defect.getValue());
      }
    }
  }

  /** They do not know partitions. */
  @Test
  void savepointsOfTheFirstFormat() throws Exception {
    var split =
        new StreamSplit(new ServerIdentity("s", 1, "d"), 1, 2, new Position(3, 4), 5, 6, true);
    var serializer = new PostgresSplitSerializer();
    byte[] bytes = serializer.serialize(split);
    assertThat(serializer.deserialize(2, bytes)).isEqualTo(split);
    byte[] first = Arrays.copyOf(bytes, bytes.length - 5);
    assertThat(((StreamSplit) serializer.deserialize(1, first)).partitions()).isNull();
    assertThatThrownBy(() -> serializer.deserialize(serializer.getVersion() + 1, bytes))
        .hasMessageContaining("newer");
  }
}
