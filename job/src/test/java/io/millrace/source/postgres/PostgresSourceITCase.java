package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.source.SourceScan;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

  private static void assertSame(
      TestPostgres.Database database, SourceRun run, List<SourceScan> scans) throws Exception {
    TreeSet<String> rows = Replay.of(run.events(), scans).rows(0);
    assertThat((long) rows.size()).isEqualTo(database.askLong("SELECT count(*) FROM items"));
    assertThat(String.join("\n", rows))
        .isEqualTo(
            database.ask(
                "SELECT string_agg(line, E'\\n' ORDER BY line COLLATE \"C\") FROM"
                    + " (SELECT concat_ws('|', id, name, price) AS line FROM items) lines"));
  }
}
