package io.millrace.sink.clickhouse.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits between tries, from 100 ms on twice as long each time, each shortened at random by up to a
 * half so that subtasks do not come back together. A server that answers is busy, and is asked less
 * and less often, down to every 10 s. One that does not answer is asked every second: that costs it
 * nothing, and the wait that is under way when it is back delays what it serves. Gives up at a
 * deadline. Not thread-safe.
 */
public final class Backoff {

  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_OF_BUSY_MILLIS = 10_000;
  private static final long LONGEST_OF_SILENT_MILLIS = 1_000;
  private static final int MOST_DOUBLINGS = 16;

  private final long startedAt = System.nanoTime();
  private final Duration limit;
  private int tries;

  public Backoff(Duration limit) {
    this.limit = limit;
  }

  /**
   * Waits; false when the limit is reached.
   *
   * @param answered whether the server said why not
   */
  public boolean await(boolean answered) throws InterruptedException {
    if (waited().compareTo(limit) >= 0) {
      return false;
    }
    long longest = longestMillis(answered);
    tries++;
    Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    return true;
  }

  /** Of the wait that comes next. */
  long longestMillis(boolean answered) {
    return Math.min(
        answered ? LONGEST_OF_BUSY_MILLIS : LONGEST_OF_SILENT_MILLIS,
        FIRST_MILLIS << Math.min(tries, MOST_DOUBLINGS));
  }

  public int tries() {
    return tries;
  }

  /** Since the first try. */
  public Duration waited() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }
}
