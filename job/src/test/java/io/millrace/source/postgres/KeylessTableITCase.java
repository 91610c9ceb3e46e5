package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Change;
import io.millrace.change.Position;
import io.millrace.change.RowCursor;
import io.millrace.source.SourceScan;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table without any key, of whose rows many are alike: each row counts, and counts once. */
class KeylessTableITCase {

  private static final int ROWS = 10_000;
  static final String INSERT =
      "INSERT INTO seen SELECT i %% 7, 'alike' FROM generate_series(1, %d) i";

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
  void whileOthersInsert() throws Exception {
    TestPostgres.Database database = seen();
    database.run("CREATE TABLE keyed (id int PRIMARY KEY)", "INSERT INTO keyed VALUES (1), (2)");
    List<SourceScan> scans = database.scans("seen", "keyed");
    SourceRun.Setup setup = SourceRun.Setup.standard().withParallelism(2);
    setup.tape().visit(event -> LockSupport.parkNanos(100_000));
    try (InsertSessions inserts = new InsertSessions(database);
        SourceRun run = SourceRun.start(database.options(), scans, setup)) {
      run.awaitWatermark(1);
      inserts.close();
      assertWhole(database, scans, run);
      assertThat(run.changes().stream().filter(KeylessTableITCase::isOfLog)).isNotEmpty();
      assertThat(Replay.of(run.events(), scans).rows(1)).containsExactly("1", "2");
    }
  }

  /** Tasks fail in the middle of the read; what was read is in a checkpoint each time. */
  @Test
  void isReadAgainAfterFailures() throws Exception {
    TestPostgres.Database database = seen();
    database.run(INSERT.formatted(ROWS));
    List<SourceScan> scans = database.scans("seen");
    SourceRun.Setup setup = failing(3, () -> {});
    try (InsertSessions inserts = new InsertSessions(database);
        SourceRun run = SourceRun.start(database.options(), scans, setup)) {
      run.awaitWatermark(1);
      inserts.close();
      assertWhole(database, scans, run);
      assertThat(run.tape().restoredAt().get(1)).isPositive().isLessThan(2 * ROWS);
      assertThat(attempts(run)).as("attempts that gave rows").hasSizeGreaterThan(1);
    }
  }

  /** Numbers that no row has any more are deleted. */
  @Test
  void hasFewerRowsWhenItIsReadAgain() throws Exception {
    TestPostgres.Database database = seen();
    database.run(INSERT.formatted(ROWS));
    List<SourceScan> scans = database.scans("seen");
    // What holds the lock that the statement waits for fails at once.
    SourceRun.Setup setup =
        failing(
            1,
            () ->
                CompletableFuture.runAsync(
                    () -> run(database, "TRUNCATE seen; " + INSERT.formatted(50))));
    try (SourceRun run = SourceRun.start(database.options(), scans, setup)) {
      run.awaitWatermark(1);
      assertWhole(database, scans, run);
      assertThat(Replay.of(run.events(), scans).rows(0)).hasSizeGreaterThanOrEqualTo(50);
      assertThat(
              run.changes().stream()
                  .filter(c -> c.kind() == Change.Kind.DELETE && c.since() == Long.MIN_VALUE))
          .as("rows that the second reading has not found")
          .isNotEmpty();
    }
  }

  /**
   * Some forms of ALTER TABLE hide a table's rows from whoever looks at it as it was before. A
   * snapshot waits for transactions that run when it is begun, then for those that run now; this
   * one comes behind both, and before the table is locked for reading.
   */
  @Test
  void isRewrittenBehindTheSnapshot() throws Exception {
    TestPostgres.Database database = seen();
    database.run(
        "CREATE TABLE small (id int PRIMARY KEY, big text)",
        "INSERT INTO small SELECT i, (SELECT string_agg(md5(i || ' ' || j), '')"
            + " FROM generate_series(1, 40000) j) FROM generate_series(1, 3) i");
    List<SourceScan> scans = database.scans("seen", "small");
    SourceRun.Setup setup = SourceRun.Setup.standard();
    try (OpenTransaction first = new OpenTransaction(database);
        OpenTransaction second = new OpenTransaction(database);
        OpenTransaction rewriting = new OpenTransaction(database)) {
      // The small table is read first, each of its rows for longer than a second; the snapshot of
      // the other then waits for this transaction.
      PostgresSourceOptions slow =
          database.options().withSnapshot(SnapshotOptions.DEFAULT.withBytesPerSecond(1_000_000));
      AtomicBoolean begun = new AtomicBoolean();
      setup
          .tape()
          .visit(
              event -> {
                if (!begun.getAndSet(true)) {
                  first.begin();
                }
              });
      try (SourceRun run = SourceRun.start(slow, scans, setup)) {
        awaitWaitingFor(database, "transactionid IS NOT NULL");
        second.begin();
        first.commit();
        awaitWaitingFor(database, "transactionid = '" + second.id() + "'::xid");
        rewriting.run("ALTER TABLE seen ADD random double precision DEFAULT random()");
        second.commit();
        awaitWaitingFor(database, "relation = 'seen'::regclass");
        rewriting.commit();
        run.awaitWatermark(1);
        assertWhole(database, scans, run);
        assertThat(Replay.of(run.events(), scans).rows(0)).hasSizeGreaterThan(ROWS);
      }
    }
  }

  private static void awaitWaitingFor(TestPostgres.Database database, String lock) {
    String question = "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND " + lock;
    Awaitility.await(question)
        .atMost(Duration.ofMinutes(1))
        .until(() -> "t".equals(database.ask(question)));
  }

  @Test
  void isPartitioned() throws Exception {
    TestPostgres.Database database = postgres.database();
    database.run(
        "CREATE TABLE seen (n int, what text) PARTITION BY LIST (n)",
        "CREATE TABLE seen_even PARTITION OF seen FOR VALUES IN (0, 2, 4, 6)",
        "CREATE TABLE seen_odd PARTITION OF seen FOR VALUES IN (1, 3, 5)",
        INSERT.formatted(500));
    List<SourceScan> scans = database.scans("seen");
    try (SourceRun run = SourceRun.start(database.options(), scans)) {
      run.awaitWatermark(1);
      database.run(INSERT.formatted(70));
      assertWhole(database, scans, run);
    }
  }

  @Test
  void isEmptied() throws Exception {
    TestPostgres.Database database = seen();
    List<SourceScan> scans = database.scans("seen");
    try (SourceRun run = SourceRun.start(database.options(), scans)) {
      run.awaitWatermark(1);
      database.run(
          "BEGIN; INSERT INTO seen VALUES (1, 'b'); TRUNCATE seen; "
              + "INSERT INTO seen VALUES (1, 'c'), (1, 'c'), (NULL, NULL); COMMIT");
      run.awaitWatermark(database.lsn());
      assertThat(Replay.of(run.events(), scans).rows(0)).containsExactly("1|c", "1|c", "null|null");
      assertWhole(database, scans, run);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPDATE seen SET n = 100 WHERE n = 1", "DELETE FROM seen WHERE n = 1"})
  void itsRowsOnlyCome(String statement) throws Exception {
    TestPostgres.Database database = seen();
    List<SourceScan> scans = database.scans("seen");
    try (SourceRun run = SourceRun.start(database.options(), scans)) {
      run.awaitWatermark(1);
      assertThatThrownBy(() -> database.run(statement))
          .hasMessageContaining("does not have a replica identity");
      database.run("ALTER TABLE seen REPLICA IDENTITY FULL", statement);
      assertThat(run.awaitFailure())
          .contains("a row of public.seen, which had no key, has been updated or deleted")
          .contains("start the job anew");
    }
  }

  private static TestPostgres.Database seen() throws Exception {
    TestPostgres.Database database = postgres.database();
    database.run("CREATE TABLE seen (n int, what text)", INSERT.formatted(ROWS), "ANALYZE seen");
    return database;
  }

  /** Fails so many times, each when a checkpoint has completed with more rows in it. */
  private static SourceRun.Setup failing(int times, Runnable before) {
    SourceRun.Setup setup =
        SourceRun.Setup.standard()
            .withParallelism(2)
            .withCheckpoints(Duration.ofMillis(50))
            .withRestarts(times);
    AtomicInteger failures = new AtomicInteger();
    AtomicInteger failedAt = new AtomicInteger();
    setup
        .tape()
        .visit(
            event -> {
              LockSupport.parkNanos(100_000);
              int completed = setup.tape().completed();
              if (failures.get() < times && completed > failedAt.get()) {
                failedAt.set(completed);
                failures.incrementAndGet();
                before.run();
                throw new IllegalStateException("broken by the test");
              }
            });
    return setup;
  }

  private static void assertWhole(
      TestPostgres.Database database, List<SourceScan> scans, SourceRun run) throws Exception {
    database.run("INSERT INTO seen (n, what) VALUES (1, 'the last'), (1, 'the last')");
    run.awaitWatermark(database.lsn());
    Replay.of(run.events(), scans).assertSame(0, database);
    assertKeyedByPosition(run, scans.get(0));
  }

  /** No two rows have one key, and that of a row in the log is its position. */
  private static void assertKeyedByPosition(SourceRun run, SourceScan scan) {
    RowCursor cursor = new RowCursor(scan.layout());
    Set<Position> keys = new HashSet<>();
    for (Change change : run.changes()) {
      if (change.table() == 0 && change.kind() == Change.Kind.UPSERT) {
        cursor.reset(change.row());
        for (int i = 0; i < scan.ownColumns(); i++) {
          cursor.next();
        }
        cursor.next();
        long commit = (Long) cursor.value();
        cursor.next();
        Position key = new Position(commit, (Long) cursor.value());
        assertThat(key).isEqualTo(change.position());
        assertThat(keys.add(key)).isTrue();
      }
    }
  }

  private static Set<Long> attempts(SourceRun run) {
    Set<Long> attempts = new HashSet<>();
    run.changes().stream()
        .filter(change -> change.kind() == Change.Kind.READ)
        .forEach(change -> attempts.add(change.position().ordinal()));
    return attempts;
  }

  private static boolean isOfLog(Change change) {
    return change.since() != Long.MIN_VALUE;
  }

  private static void run(TestPostgres.Database database, String... statements) {
    try {
      database.run(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
