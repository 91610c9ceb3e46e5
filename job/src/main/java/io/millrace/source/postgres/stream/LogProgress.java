package io.millrace.source.postgres.stream;

import java.util.concurrent.atomic.AtomicLong;

/** What the reading thread and the task thread tell each other, and metrics show. */
public final class LogProgress {

  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong serverEnd = new AtomicLong();
  private final AtomicLong reconnects = new AtomicLong();

  /** The server may forget what lies before. */
  public void acknowledge(long lsn) {
    acknowledged.accumulateAndGet(lsn, Math::max);
  }

  /** 0: nothing yet. */
  public long acknowledged() {
    return acknowledged.get();
  }

  void serverEnd(long lsn) {
    serverEnd.accumulateAndGet(lsn, Math::max);
  }

  /** End of the server's log when it was asked last. */
  public long serverEnd() {
    return serverEnd.get();
  }

  void reconnected() {
    reconnects.incrementAndGet();
  }

  public long reconnects() {
    return reconnects.get();
  }
}
