package io.millrace.proof.real;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How far a history's sessions may go: a part of their transactions belongs to each stretch of the
 * job's life, so that something happens in all of them, on fast machines and slow ones.
 * Thread-safe.
 */
final class Pace {

  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch published = new CountDownLatch(1);
  private int begun;
  private int done;
  private int allowed;
  private volatile Exception failure;

  /**
   * @param transactions of all sessions together, from the beginning
   */
  synchronized void allow(int transactions) {
    allowed = transactions;
    notifyAll();
  }

  synchronized void awaitTurn() throws InterruptedException {
    while (begun >= allowed) {
      wait();
    }
    begun++;
  }

  void done() {
    synchronized (this) {
      done++;
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
  }

  void failed(Exception e) {
    failure = e;
  }

  /** How many transactions are over. */
  synchronized int over() {
    if (failure != null) {
      throw new IllegalStateException("a session failed", failure);
    }
    return done;
  }

  /** The job has begun to read: before it does, it waits for transactions that are open. */
  void readingBegun() {
    reading.countDown();
  }

  boolean awaitReading(long time, TimeUnit unit) throws InterruptedException {
    return reading.await(time, unit);
  }

  /** The first commit is there. */
  void published() {
    published.countDown();
  }

  boolean awaitPublished(long time, TimeUnit unit) throws InterruptedException {
    return published.await(time, unit);
  }
}
