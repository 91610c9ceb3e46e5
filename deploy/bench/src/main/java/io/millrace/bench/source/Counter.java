package io.millrace.bench.source;

import io.millrace.change.Commit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.FilterFunction;

/** Counts the changes that come, for the whole JVM, and lets nothing pass: the end of the pipe. */
final class Counter<T> implements FilterFunction<T> {

  private static final long serialVersionUID = 1;
  private static final AtomicLong COUNT = new AtomicLong();

  private static long startsAfter;
  private static volatile Runnable start;

  /** Begins at zero. */
  static void reset() {
    reset(0, () -> {});
  }

  /**
   * Begins at zero.
   *
   * @param begins called by the task when more than {@code after} changes have come
   */
  static void reset(long after, Runnable begins) {
    startsAfter = after;
    start = begins;
    COUNT.set(0);
  }

  static long count() {
    return COUNT.get();
  }

  @Override
  public boolean filter(T event) {
    if (!(event instanceof Commit) && COUNT.incrementAndGet() == startsAfter + 1) {
      start.run();
    }
    return false;
  }
}
