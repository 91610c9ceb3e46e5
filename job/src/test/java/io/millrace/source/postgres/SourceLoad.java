package io.millrace.source.postgres;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;

/**
 * Sessions that write into {@code t (id bigint PRIMARY KEY, v text, big text)} until it is closed:
 * COPY, statements of many rows, long transactions among short ones, savepoints, roll-backs,
 * deletes, changed keys, values that stay unchanged out of line. A trigger writes each change into
 * {@code ledger}, in the same transaction, which is followed too: what the log said of {@code t}
 * can be held against it. And into {@code keyless}, which has no key and many equal rows. Each
 * session has keys of its own, so that none waits for another.
 */
final class SourceLoad implements AutoCloseable {

  private static final int ROWS_BEFORE = 30_000;

  private static final int SESSIONS = 3;
  private static final int MOST_ROWS = 60;
  private static final int PAUSE_MILLIS = 100;

  private final TestPostgres.Database database;
  private final List<Thread> sessions = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong transactions = new AtomicLong();
  private volatile boolean closed;

  SourceLoad(TestPostgres.Database database, long seed) {
    this.database = database;
    for (int session = 0; session < SESSIONS; session++) {
      int number = session;
      Thread thread = new Thread(() -> write(number, new Random(seed + number)), "load " + number);
      sessions.add(thread);
      thread.start();
    }
  }

  /** The tables, with rows in them that the ledger does not know. */
  static void create(TestPostgres.Database database) throws SQLException {
    database.run(
        "CREATE TABLE t (id bigint PRIMARY KEY, v text, big text)",
        "ALTER TABLE t ALTER big SET STORAGE EXTERNAL",
        "CREATE TABLE ledger (n bigserial PRIMARY KEY, kind text, id bigint)",
        "CREATE TABLE keyless (kind text, id bigint)",
        "INSERT INTO keyless SELECT 'before', i % 10 FROM generate_series(1, "
            + ROWS_BEFORE
            + ") i",
        "INSERT INTO t SELECT i, 'before', CASE WHEN i % 50 = 0 THEN repeat('x', 3000) END"
            + " FROM generate_series(1, "
            + ROWS_BEFORE
            + ") i",
        """
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF tg_op = 'DELETE' OR (tg_op = 'UPDATE' AND old.id <> new.id) THEN
            INSERT INTO ledger (kind, id) VALUES ('DELETE', old.id);
            INSERT INTO keyless VALUES ('DELETE', old.id % 10);
          END IF;
          IF tg_op <> 'DELETE' THEN
            INSERT INTO ledger (kind, id) VALUES ('UPSERT', new.id);
            INSERT INTO keyless VALUES ('UPSERT', new.id % 10);
          END IF;
          RETURN NULL;
        END $$""",
        "CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW"
            + " EXECUTE FUNCTION note()",
        "ANALYZE");
  }

  long transactions() {
    return transactions.get();
  }

  private void write(int session, Random random) {
    try (Connection sql = database.connect();
        Statement statement = sql.createStatement()) {
      sql.setAutoCommit(false);
      while (!closed) {
        transaction(sql, statement, session, random);
        transactions.incrementAndGet();
        Thread.sleep(random.nextInt(PAUSE_MILLIS));
      }
    } catch (Exception e) {
      failures.add(e);
    }
  }

  private static void transaction(Connection sql, Statement statement, int session, Random random)
      throws Exception {
    boolean isLong = random.nextInt(20) == 0;
    for (int left = isLong ? 30 : 1 + random.nextInt(3); left > 0; left--) {
      Savepoint savepoint = random.nextInt(4) == 0 ? sql.setSavepoint() : null;
      step(sql, statement, session, random);
      if (savepoint != null && random.nextBoolean()) {
        sql.rollback(savepoint);
      }
      if (isLong) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    if (random.nextInt(10) == 0) {
      sql.rollback();
    } else {
      sql.commit();
    }
  }

  private static void step(Connection sql, Statement statement, int session, Random random)
      throws Exception {
    int rows = 1 + random.nextInt(MOST_ROWS);
    int from = SESSIONS * random.nextInt(ROWS_BEFORE / SESSIONS - rows) + session;
    String own =
        "id %% %d = %d AND id BETWEEN %d AND %d"
            .formatted(SESSIONS, session, from, from + SESSIONS * rows);
    switch (random.nextInt(6)) {
      case 0 -> copy(sql, session, rows);
      case 1 ->
          statement.execute(
              "INSERT INTO t SELECT id * %d + %d, 'new', NULL FROM (SELECT nextval('ledger_n_seq') id FROM generate_series(1, %d)) s"
                  .formatted(SESSIONS, 1_000_000_002 / SESSIONS * SESSIONS + session, rows));
      case 2 -> statement.execute("DELETE FROM t WHERE %s AND id %% 7 = 0".formatted(own));
      case 3 ->
          statement.execute(
              "UPDATE t SET id = id + 30000000 WHERE %s AND id %% 11 = 0".formatted(own));
      case 4 ->
          statement.execute(
              "UPDATE t SET big = repeat('y', 2500 + %d) WHERE %s AND id %% 5 = 0"
                  .formatted(random.nextInt(100), own));
      default ->
          statement.execute("UPDATE t SET v = 'v%d' WHERE %s".formatted(random.nextInt(1000), own));
    }
  }

  private static void copy(Connection sql, int session, int rows) throws Exception {
    StringBuilder lines = new StringBuilder();
    try (Statement statement = sql.createStatement();
        var ids =
            statement.executeQuery(
                "SELECT nextval('ledger_n_seq') FROM generate_series(1, " + rows + ")")) {
      while (ids.next()) {
        long id = 2_000_000_001L / SESSIONS * SESSIONS + ids.getLong(1) * SESSIONS + session;
        lines.append(id).append("\tcopied\t\\N\n");
      }
    }
    sql.unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY t FROM STDIN", new StringReader(lines.toString()));
  }

  /** Waits for the transactions that are open. */
  @Override
  public void close() throws InterruptedException {
    closed = true;
    for (Thread session : sessions) {
      session.join();
    }
    for (Throwable failure : failures) {
      throw new AssertionError("the load failed", failure);
    }
  }
}
