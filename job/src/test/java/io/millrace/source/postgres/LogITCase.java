package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.change.Change;
import io.millrace.change.Change.Kind;
import io.millrace.change.Commit;
import io.millrace.change.KeyGroups;
import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.split.StreamSplit;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What the log's reader gives for what happens in Postgres. */
class LogITCase {

  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.start(Map.of("wal_sender_timeout", "2s"));
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  private TestPostgres.Database database;
  private List<SourceScan> scans;
  private StreamSplit begin;

  private void create(String... statements) throws Exception {
    database = postgres.database();
    database.run(statements);
    scans = database.scans("t");
    begin = LogTape.begin(database, scans);
  }

  private LogTape follow() throws Exception {
    LogTape tape = LogTape.start(database, scans, begin);
    tape.awaitWatermark(database.lsn());
    return tape;
  }

  private List<String> shown(LogTape tape) {
    List<String> lines = new ArrayList<>();
    RowCursor cursor = new RowCursor(scans.get(0).layout());
    for (Change change : tape.changes()) {
      StringBuilder line = new StringBuilder(change.kind() + " ");
      cursor.reset(change.row());
      while (cursor.next()) {
        line.append(cursor.flag() == Row.UNCHANGED ? "(unchanged)" : cursor.value()).append('|');
      }
      lines.add(line.toString());
    }
    return lines;
  }

  @Test
  void onlyWhatIsCommittedInItsOrder() throws Exception {
    create("CREATE TABLE t (id int PRIMARY KEY, v text)");
    try (Connection sql = database.connect();
        Statement statement = sql.createStatement()) {
      sql.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
      statement.execute("SAVEPOINT one");
      statement.execute("INSERT INTO t VALUES (3, 'lost')");
      statement.execute("ROLLBACK TO one");
      statement.execute("UPDATE t SET v = 'c' WHERE id = 2");
      sql.commit();
      statement.execute("INSERT INTO t VALUES (4, 'rolled back')");
      sql.rollback();
      statement.execute("DELETE FROM t WHERE id = 1");
      sql.commit();
    }
    try (LogTape tape = follow()) {
      assertThat(shown(tape))
          .containsExactly("UPSERT 1|a|", "UPSERT 2|b|", "UPSERT 2|c|", "DELETE 1|null|");
      List<Change> changes = tape.changes();
      assertThat(changes.stream().map(c -> c.position().ordinal())).containsExactly(0L, 2L, 4L, 0L);
      assertThat(changes.get(2).position().commit()).isEqualTo(changes.get(0).position().commit());
    }
  }

  @Test
  void aChangedKeyIsADeleteAndAnUpsert() throws Exception {
    create(
        "CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, 'a'), (2, 'b')");
    database.run("UPDATE t SET id = id + 10, v = v || '!'", "UPDATE t SET id = 11 WHERE id = 11");
    try (LogTape tape = follow()) {
      assertThat(shown(tape))
          .containsExactly(
              "DELETE 1|null|",
              "UPSERT 11|a!|",
              "DELETE 2|null|",
              "UPSERT 12|b!|",
              "UPSERT 11|a!|");
      assertThat(tape.changes().stream().map(c -> c.position().ordinal()))
          .containsExactly(0L, 1L, 2L, 3L, 0L);
    }
  }

  @Test
  void fullReplicaIdentity() throws Exception {
    create(
        "CREATE TABLE t (id int PRIMARY KEY, v text, big text)",
        "ALTER TABLE t ALTER big SET STORAGE EXTERNAL",
        "ALTER TABLE t REPLICA IDENTITY FULL",
        "INSERT INTO t VALUES (1, 'a', repeat('x', 10000)), (2, 'b', NULL)");
    database.run(
        "UPDATE t SET v = 'c'", "UPDATE t SET id = 3 WHERE id = 2", "DELETE FROM t WHERE id = 1");
    String big = "x".repeat(10000);
    try (LogTape tape = follow()) {
      assertThat(shown(tape))
          .containsExactly(
              "UPSERT 1|c|" + big + "|",
              "UPSERT 2|c|null|",
              "DELETE 2|c|null|",
              "UPSERT 3|c|null|",
              "DELETE 1|c|" + big + "|");
    }
  }

  @Test
  void anUnchangedToastValueIsSaidToBeSo() throws Exception {
    create(
        "CREATE TABLE t (id int PRIMARY KEY, v text, big text)",
        "ALTER TABLE t ALTER big SET STORAGE EXTERNAL",
        "INSERT INTO t VALUES (1, 'a', repeat('x', 10000))");
    database.run("UPDATE t SET v = 'b'", "UPDATE t SET big = 'small'", "UPDATE t SET v = 'c'");
    try (LogTape tape = follow()) {
      assertThat(shown(tape))
          .containsExactly("UPSERT 1|b|(unchanged)|", "UPSERT 1|b|small|", "UPSERT 1|c|small|");
    }
  }

  /** Nobody downstream has the value: it is read from the table, and what follows waits for it. */
  @Test
  void anUnchangedToastValueOfAChangedKeyIsRead() throws Exception {
    create(
        "CREATE TABLE t (id int PRIMARY KEY, v text, big text)",
        "ALTER TABLE t ALTER big SET STORAGE EXTERNAL",
        "INSERT INTO t VALUES (1, 'a', repeat('x', 10000)), (2, 'a', repeat('y', 10000))");
    database.run(
        "UPDATE t SET id = 11 WHERE id = 1",
        "UPDATE t SET id = 12 WHERE id = 2",
        "UPDATE t SET big = 'later' WHERE id = 11",
        "DELETE FROM t WHERE id = 12");
    long written = database.lsn();
    try (LogTape tape = follow()) {
      assertThat(shown(tape))
          .containsExactly(
              "DELETE 1|null|null|",
              "UPSERT 11|a|later|",
              "DELETE 2|null|null|",
              "UPSERT 12|a|null|",
              "UPSERT 11|a|later|",
              "DELETE 12|null|null|");
      assertThat(firstWatermarkAfterChanges(tape)).isGreaterThanOrEqualTo(written);
      database.run("UPDATE t SET id = 21, v = 'b' WHERE id = 11");
      tape.awaitWatermark(database.lsn());
    }
  }

  /** Before Postgres 15 commits without a published change have watermarks too. */
  private static long firstWatermarkAfterChanges(LogTape tape) {
    return tape.events().stream()
        .dropWhile(event -> !(event instanceof Change))
        .filter(Long.class::isInstance)
        .mapToLong(Long.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** An update of a row that the snapshot missed, because it moved from block to block. */
  @Test
  void anUnchangedToastValueIsReadWhileTheSnapshotIsCaughtUpWith() throws Exception {
    create(
        "CREATE TABLE t (id text, day date, at timestamptz, n numeric, v text, big text,"
            + " PRIMARY KEY (id, day, at, n))",
        "ALTER TABLE t ALTER big SET STORAGE EXTERNAL",
        "INSERT INTO t VALUES ('it''s', '2024-02-29', '2024-02-29 01:02:03.4+01', 1.50, 'a',"
            + " repeat('x', 10000))");
    database.run("UPDATE t SET v = 'b'");
    long end = database.lsn();
    begin =
        new StreamSplit(
            begin.server(), begin.watermark(), begin.resume(), begin.last(), end, end, false);
    try (LogTape tape = follow()) {
      assertThat(shown(tape).get(0)).endsWith("|b|" + "x".repeat(10000) + "|");
      database.run("UPDATE t SET v = 'c'");
      tape.awaitWatermark(database.lsn());
      assertThat(shown(tape).get(1)).endsWith("|c|(unchanged)|");
    }
  }

  @Test
  void copyAndTransactionsThatInterleave() throws Exception {
    create("CREATE TABLE t (id int PRIMARY KEY, v text)");
    try (Connection one = database.connect();
        Connection two = database.connect();
        Statement first = one.createStatement();
        Statement second = two.createStatement()) {
      one.setAutoCommit(false);
      two.setAutoCommit(false);
      first.execute("INSERT INTO t VALUES (1, 'first')");
      second.execute("INSERT INTO t VALUES (2, 'second')");
      first.execute("INSERT INTO t VALUES (3, 'first')");
      two.commit();
      one.unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY t FROM STDIN", new StringReader("4\tfirst\n5\tfirst\n6\tfirst\n"));
      one.commit();
    }
    try (LogTape tape = follow()) {
      assertThat(shown(tape))
          .containsExactly(
              "UPSERT 2|second|",
              "UPSERT 1|first|",
              "UPSERT 3|first|",
              "UPSERT 4|first|",
              "UPSERT 5|first|",
              "UPSERT 6|first|");
    }
  }

  @Test
  void otherTablesAreLeftOutAndCounted() throws Exception {
    create(
        "CREATE TABLE t (id int PRIMARY KEY, v text)",
        "CREATE TABLE other (id int PRIMARY KEY, v text)");
    database.run("ALTER PUBLICATION " + database.name() + " ADD TABLE other");
    database.run(
        "BEGIN; INSERT INTO other VALUES (1, 'o'); INSERT INTO t VALUES (1, 'a');"
            + " UPDATE other SET v = 'p'; INSERT INTO t VALUES (2, 'b'); COMMIT");
    try (LogTape tape = follow()) {
      assertThat(tape.changes().stream().map(c -> c.position().ordinal())).containsExactly(2L, 6L);
    }
  }

  @Test
  void aTruncateStandsWhereItHappened() throws Exception {
    create("CREATE TABLE t (id int PRIMARY KEY, v text)");
    database.run(
        "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
        "BEGIN; INSERT INTO t VALUES (3, 'before'); TRUNCATE t; INSERT INTO t VALUES (3, 'after');"
            + " COMMIT");
    try (LogTape tape = follow()) {
      List<Change> emptied = truncates(tape);
      assertThat(emptied.stream().map(c -> KeyGroups.of(c.key())))
          .containsExactlyElementsOf(IntStream.range(0, KeyGroups.COUNT).boxed().toList());
      assertThat(emptied.stream().map(c -> c.position().ordinal()).distinct()).containsExactly(2L);
      Change last = tape.changes().get(tape.changes().size() - 1);
      assertThat(last.position().ordinal()).isEqualTo(4L);
      assertThat(Replay.of(tape.events(), scans).rows(0)).containsExactly("3|after");
    }
  }

  @Test
  void severalTablesTruncatedAtOnce() throws Exception {
    database = postgres.database();
    database.run(
        "CREATE TABLE t (id serial PRIMARY KEY, v text)",
        "CREATE TABLE refers (id int PRIMARY KEY, t int REFERENCES t)",
        "CREATE TABLE other (id int PRIMARY KEY)",
        "CREATE TABLE not_followed (id int PRIMARY KEY)");
    scans = database.scans("t", "refers", "other");
    begin = LogTape.begin(database, scans);
    database.run(
        "ALTER PUBLICATION " + database.name() + " ADD TABLE not_followed",
        "INSERT INTO t (v) VALUES ('a'), ('b')",
        "INSERT INTO refers VALUES (1, 1)",
        "INSERT INTO other VALUES (1)",
        "TRUNCATE t RESTART IDENTITY CASCADE",
        "INSERT INTO t (v) VALUES ('again')",
        "TRUNCATE not_followed, other");
    try (LogTape tape = follow()) {
      Replay replay = Replay.of(tape.events(), scans);
      assertThat(replay.rows(0)).containsExactly("1|again");
      assertThat(replay.rows(1)).isEmpty();
      assertThat(replay.rows(2)).isEmpty();
      assertThat(truncates(tape).stream().map(c -> c.table() + "@" + c.position().ordinal()))
          .contains("0@0", "1@2")
          .hasSize(3 * KeyGroups.COUNT);
    }
  }

  @Test
  void aTruncateThatIsRolledBackNeverWas() throws Exception {
    create("CREATE TABLE t (id int PRIMARY KEY, v text)");
    database.run(
        "INSERT INTO t VALUES (1, 'a')",
        "BEGIN; TRUNCATE t; ROLLBACK",
        "BEGIN; INSERT INTO t VALUES (2, 'b'); SAVEPOINT s; TRUNCATE t; ROLLBACK TO s;"
            + " INSERT INTO t VALUES (3, 'c'); COMMIT");
    try (LogTape tape = follow()) {
      assertThat(truncates(tape)).isEmpty();
      assertThat(Replay.of(tape.events(), scans).rows(0)).containsExactly("1|a", "2|b", "3|c");
    }
  }

  private static List<Change> truncates(LogTape tape) {
    return tape.changes().stream().filter(c -> c.kind() == Kind.TRUNCATE).toList();
  }

  /** A change that the publication withholds must not be missed in silence. */
  @Test
  void aPublicationThatIsNarrowedFailsTheJob() throws Exception {
    Map<String, String> narrowings =
        new HashMap<>(
            Map.of(
                "SET (publish = 'insert, update, delete')", "leaves out some operations",
                "DROP TABLE t", "does not publish public.t"));
    if (postgres.narrowsTables()) {
      narrowings.put("SET TABLE t WHERE (id > 5)", "publishes only some rows of public.t");
      narrowings.put("SET TABLE t (id)", "leaves out public.t.v;left out by the publication");
    }
    for (Map.Entry<String, String> narrowing : narrowings.entrySet()) {
      create("CREATE TABLE t (id int PRIMARY KEY, v text)", "CREATE TABLE other (id int)");
      database.run("ALTER PUBLICATION " + database.name() + " ADD TABLE other");
      try (LogTape tape = follow()) {
        database.run(
            "INSERT INTO t VALUES (1, 'a')",
            "ALTER PUBLICATION " + database.name() + " " + narrowing.getKey(),
            "INSERT INTO t VALUES (2, 'b')");
        Throwable failure = tape.awaitFailure();
        assertThat(failure).isInstanceOf(SourceRefusedException.class);
        assertThat(failure.getMessage()).containsAnyOf(narrowing.getValue().split(";"));
      }
    }
  }

  @Test
  void aColumnListThatHasTheWantedColumnsDoes() throws Exception {
    Assumptions.assumeTrue(postgres.narrowsTables(), "column lists, since Postgres 15");
    database = postgres.database();
    database.run("CREATE TABLE t (id int PRIMARY KEY, v text)");
    scans = database.scans("t");
    begin = LogTape.begin(database, scans);
    database.run(
        "ALTER TABLE t ADD hidden text",
        "ALTER TABLE t ADD doubled int GENERATED ALWAYS AS (id * 2) STORED",
        "ALTER PUBLICATION " + database.name() + " SET TABLE t (v, id)",
        "INSERT INTO t (id, v, hidden) VALUES (1, 'a', 'x')",
        "UPDATE t SET hidden = 'y'");
    try (LogTape tape = follow()) {
      assertThat(shown(tape)).containsExactly("UPSERT 1|a|", "UPSERT 1|a|");
    }
  }

  /** A look at the catalogue would wait for the lock. */
  @Test
  void aLockedTableDoesNotHoldUpTheOthers() throws Exception {
    create("CREATE TABLE t (id int PRIMARY KEY, v text)");
    database.run("CREATE TABLE other (id int PRIMARY KEY)");
    scans = database.scans("t", "other");
    database.run("ALTER PUBLICATION " + database.name() + " ADD TABLE other");
    try (LogTape tape = follow();
        Connection locking = database.connect();
        Statement statement = locking.createStatement()) {
      locking.setAutoCommit(false);
      statement.execute("LOCK TABLE other IN ACCESS EXCLUSIVE MODE");
      Instant until = Instant.now().plusSeconds(7);
      int id = 0;
      while (Instant.now().isBefore(until)) {
        database.run("INSERT INTO t VALUES (" + id++ + ", 'v')");
        long lsn = database.lsn();
        await().atMost(Duration.ofSeconds(2)).until(() -> tape.watermark() >= lsn);
      }
      locking.rollback();
      assertThat(tape.changes()).hasSize(id);
    }
  }

  @Test
  void aUniqueIndexThatGoesFailsTheJob() throws Exception {
    create("CREATE TABLE t (id int PRIMARY KEY, v text)", "ALTER TABLE t REPLICA IDENTITY FULL");
    try (LogTape tape = follow()) {
      database.run("INSERT INTO t VALUES (1, 'a')", "ALTER TABLE t DROP CONSTRAINT t_pkey");
      database.run("INSERT INTO t VALUES (1, 'b')");
      assertThat(tape.awaitFailure())
          .isInstanceOf(SourceRefusedException.class)
          .hasMessageContaining("the columns id of public.t are no longer a unique key");
    }
  }

  @Test
  void aKeyOutsideTheReplicaIdentityFailsTheJob() throws Exception {
    create(
        "CREATE TABLE t (id int PRIMARY KEY, v text NOT NULL)",
        "CREATE UNIQUE INDEX by_v ON t (v)",
        "ALTER TABLE t REPLICA IDENTITY USING INDEX by_v");
    database.run("INSERT INTO t VALUES (1, 'a')");
    try (LogTape tape = LogTape.start(database, scans, begin)) {
      assertThat(tape.awaitFailure())
          .isInstanceOf(SourceRefusedException.class)
          .hasMessageContaining("key column id of public.t is not in the table's replica identity");
    }
  }

  @Test
  void anIdleSourceStaysFresh() throws Exception {
    create("CREATE TABLE t (id int PRIMARY KEY, v text)", "CREATE TABLE unseen (id int)");
    try (LogTape tape = follow()) {
      for (int i = 0; i < 10; i++) {
        Instant written = Instant.now();
        database.run("INSERT INTO unseen VALUES (1)");
        long lsn = database.lsn();
        tape.awaitWatermark(lsn);
        assertThat(Duration.between(written, Instant.now())).isLessThan(Duration.ofSeconds(2));
        await().atMost(Duration.ofSeconds(2)).until(() -> lastCommit(tape) >= micros(written));
      }
    }
  }

  private static long lastCommit(LogTape tape) {
    List<Object> events = tape.events();
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i) instanceof Commit commit) {
        return commit.timeMicros();
      }
    }
    return 0;
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  @Test
  void aSlowTaskDoesNotLoseTheConnection() throws Exception {
    create("CREATE TABLE t (id int PRIMARY KEY, v text)");
    try (LogTape tape = follow()) {
      tape.pause(true);
      database.run("INSERT INTO t SELECT i, repeat('x', 1000) FROM generate_series(1, 50000) i");
      Thread.sleep(8000);
      tape.pause(false);
      tape.awaitWatermark(database.lsn());
      assertThat(tape.changes()).hasSize(50000);
      assertThat(tape.progress().reconnects()).isZero();
    }
  }

  @Test
  void aLostConnectionLosesAndDoublesNothing() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    create("CREATE TABLE t (id int PRIMARY KEY, v text)");
    try (LogTape tape = LogTape.start(database, scans, begin)) {
      Thread killer =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 10; i++) {
                    Thread.sleep(random.nextInt(200));
                    database.run(
                        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
                            + " WHERE slot_name = '"
                            + database.name()
                            + "' AND active");
                  }
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      killer.start();
      for (int i = 0; i < 40; i++) {
        database.run(
            "INSERT INTO t SELECT i, 'v' FROM generate_series(%d, %d) i"
                .formatted(i * 1000, i * 1000 + 1 + random.nextInt(999)));
      }
      killer.join();
      tape.awaitWatermark(database.lsn());
      Replay replay = Replay.of(tape.events(), scans);
      assertThat((long) tape.changes().size())
          .isEqualTo(database.askLong("SELECT count(*) FROM t"));
      assertThat((long) replay.rows(0).size())
          .isEqualTo(database.askLong("SELECT count(*) FROM t"));
      assertThat(tape.progress().reconnects()).isPositive();
    }
  }

  @Test
  void restoredInsideTransactions() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    create("CREATE TABLE t (id int PRIMARY KEY, v text)");
    LogTape tape = LogTape.start(database, scans, begin);
    Thread writer = new Thread(() -> write(random.nextLong()));
    writer.start();
    int insideTransactions = 0;
    for (int restart = 0; restart < 30; restart++) {
      tape.stopAfter(1 + random.nextInt(8));
      tape.close();
      StreamSplit state = tape.state();
      insideTransactions += state.last().commit() > state.resume() ? 1 : 0;
      tape = tape.restarted(database, scans);
    }
    writer.join();
    tape.awaitWatermark(database.lsn());
    tape.close();
    System.out.println("restored inside a transaction: " + insideTransactions);
    assertThat(insideTransactions).isPositive();
    assertThat(Replay.of(tape.events(), scans).rows(0)).hasSize(tape.changes().size());
    assertThat((long) tape.changes().size()).isEqualTo(database.askLong("SELECT count(*) FROM t"));
    assertThat(tape.changes().stream().allMatch(c -> c.kind() == Kind.UPSERT)).isTrue();
  }

  /** Small transactions, COPY, and large ones, from two sessions. */
  private void write(long seed) {
    Random random = new Random(seed);
    try (Connection one = database.connect();
        Connection two = database.connect();
        Statement first = one.createStatement();
        Statement second = two.createStatement()) {
      one.setAutoCommit(false);
      int id = 0;
      for (int i = 0; i < 60; i++) {
        int small = 1 + random.nextInt(3);
        int large = 2000 + random.nextInt(6000);
        first.execute(insert(id, large));
        id += large;
        second.execute(insert(id, small));
        id += small;
        one.unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY t FROM STDIN", new StringReader(id + "\tc\n" + (id + 1) + "\tc\n"));
        id += 2;
        one.commit();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String insert(int from, int count) {
    return "INSERT INTO t SELECT i, 'v' FROM generate_series(%d, %d) i"
        .formatted(from, from + count - 1);
  }

  /** FLINK-39265: stop exactly at a commit, then one transaction whose record begins there. */
  @Test
  void restoredExactlyAtACommit() throws Exception {
    create("CREATE TABLE t (id int PRIMARY KEY, v text)");
    LogTape tape = LogTape.start(database, scans, begin);
    for (int i = 1; i <= 100; i++) {
      int given = i;
      LogTape now = tape;
      database.run("INSERT INTO t VALUES (" + i + ", 'v')");
      await().pollInterval(Duration.ofMillis(1)).until(() -> now.changes().size() == given);
      tape.close();
      tape = tape.restarted(database, scans);
    }
    tape.awaitWatermark(database.lsn());
    tape.close();
    assertThat(tape.changes()).hasSize(100);
    assertThat(Replay.of(tape.events(), scans).rows(0)).hasSize(100);
  }
}
