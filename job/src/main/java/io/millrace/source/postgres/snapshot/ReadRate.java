package io.millrace.source.postgres.snapshot;

import java.util.concurrent.TimeUnit;

/**
 * Holds one thread to so many bytes a second. Time in which it read less is not saved up: what is
 * asked of a server after a pause is no more than before it.
 */
public final class ReadRate {

  private final long bytesPerSecond;
  private long freeAt = System.nanoTime();

  /**
   * @param bytesPerSecond {@link Long#MAX_VALUE}: as fast as it goes
   */
  public ReadRate(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Waits for as long as reading these should have taken. */
  void read(long bytes) throws InterruptedException {
    if (bytesPerSecond == Long.MAX_VALUE) {
      return;
    }
    long now = System.nanoTime();
    long due = (long) ((double) bytes / bytesPerSecond * TimeUnit.SECONDS.toNanos(1));
    freeAt = freeAt - now > 0 ? freeAt + due : now + due;
    TimeUnit.NANOSECONDS.sleep(freeAt - now);
  }
}
