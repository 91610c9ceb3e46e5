package io.millrace.sink.clickhouse.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits between tries: doubling from 100 ms to 10 s, each shortened at random by up to a half so
 * that subtasks do not come back together. Gives up at a deadline. Not thread-safe.
 */
public final class Backoff {

  private static final long FIRST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 10_000;

  private final long startedAt = System.nanoTime();
  private final Duration limit;
  private int tries;

  public Backoff(Duration limit) {
    this.limit = limit;
  }

  /** Waits; false when the limit is reached. */
  public boolean await() throws InterruptedException {
    if (waited().compareTo(limit) >= 0) {
      return false;
    }
    long longest = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(tries, 16));
    tries++;
    Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    return true;
  }

  public int tries() {
    return tries;
  }

  /** Since the first try. */
  public Duration waited() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }
}
