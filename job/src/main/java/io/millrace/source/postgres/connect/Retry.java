package io.millrace.source.postgres.connect;

import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on trying after errors that go away by themselves, with growing pauses, and gives up after
 * the database's {@link PostgresDatabase#retryFor}. Giving up is not the end: the task fails, so
 * that the web UI shows the outage and its reason, and Flink's restart tries on. Waits in the
 * calling thread.
 */
public final class Retry {

  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);

  private static final long FIRST_MILLIS = 100;

  /** The wait that is under way when the server is back delays everything. */
  private static final long LONGEST_MILLIS = 1_000;

  private static final int TRIES_A_LINE = 10;

  private final PostgresDatabase database;
  private long nextMillis = FIRST_MILLIS;
  private int tries;
  private boolean failing;
  private long failingSince;

  public Retry(PostgresDatabase database) {
    this.database = database;
  }

  /**
   * Returns when it is time to try again.
   *
   * @param what was tried, to begin a sentence with
   * @throws SQLException if trying again would not help, or has not for long enough
   */
  public void after(SQLException e, String what) throws SQLException, InterruptedException {
    if (!isWorthwhile(e)) {
      throw e;
    }
    if (!failing) {
      failing = true;
      failingSince = System.nanoTime();
    }
    Duration gone = Duration.ofNanos(System.nanoTime() - failingSince);
    if (gone.compareTo(database.retryFor()) >= 0) {
      throw givenUp(e, what, gone);
    }
    if (tries % TRIES_A_LINE == 0) {
      LOG.warn(
          "{} at {} stopped ({}: {}); trying on, {} of {} s gone",
          what,
          database.where(),
          e.getSQLState(),
          e.getMessage(),
          gone.toSeconds(),
          database.retryFor().toSeconds());
    }
    tries++;
    Thread.sleep(nextMillis);
    nextMillis = Math.min(2 * nextMillis, LONGEST_MILLIS);
  }

  private SQLException givenUp(SQLException e, String what, Duration gone) {
    return new SQLException(
        "source: %s at Postgres %s has not been possible for %d s (%s: %s). Nothing is lost: the job starts again and tries on. Start the server, or correct source.url"
            .formatted(what, database.where(), gone.toSeconds(), e.getSQLState(), e.getMessage()),
        e.getSQLState(),
        e);
  }

  public void succeeded() {
    nextMillis = FIRST_MILLIS;
    tries = 0;
    failing = false;
  }

  /**
   * Whether the same may work later: the connection was lost or refused, the server has no room or
   * is starting or stopping, the slot is still held by another connection.
   */
  private static boolean isWorthwhile(SQLException e) {
    String state = e.getSQLState();
    return state == null
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.equals("55006");
  }
}
