package io.millrace.source.flinkcdc;

/**
 * The connector's thread that reads a split. When a reader closes, this thread may be waiting for
 * room in the queue that nobody empties any more, and the connector waits half a minute for it: so
 * it is interrupted. Thread-safe.
 */
final class ReadingThread {

  private Thread thread;

  synchronized void begin() {
    thread = Thread.currentThread();
  }

  /** An interrupt that came too late is not left to the thread's next work. */
  synchronized void end() {
    thread = null;
    Thread.interrupted();
  }

  synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
