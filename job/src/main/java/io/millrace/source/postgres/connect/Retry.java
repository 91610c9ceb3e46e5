package io.millrace.source.postgres.connect;

import java.sql.SQLException;
import java.time.Duration;

/**
 * Waits between attempts, longer each time; and tells errors that go away from errors that stay.
 */
public final class Retry {

  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 10_000;

  private long nextMillis = FIRST_MILLIS;

  /** Waits, and returns how long it has. */
  public Duration pause() throws InterruptedException {
    long millis = nextMillis;
    nextMillis = Math.min(2 * nextMillis, LONGEST_MILLIS);
    Thread.sleep(millis);
    return Duration.ofMillis(millis);
  }

  public Duration next() {
    return Duration.ofMillis(nextMillis);
  }

  public void succeeded() {
    nextMillis = FIRST_MILLIS;
  }

  /**
   * Whether the same may work later: the connection was lost or refused, the server has no room or
   * is starting or stopping, the slot is still held by another connection.
   */
  public static boolean isWorthwhile(SQLException e) {
    String state = e.getSQLState();
    return state == null
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.equals("55006");
  }
}
