package io.millrace.source.postgres.fetch;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded queue between one reading thread and the task thread, which asks for a future instead
 * of waiting.
 */
public final class Handover {

  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Queue<Batch> batches = new ArrayDeque<>();
  private CompletableFuture<Void> available = new CompletableFuture<>();
  private Throwable failure;

  public Handover(int capacity) {
    this.capacity = capacity;
  }

  /** Waits for room; false on time-out. */
  public boolean offer(Batch batch, long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (batches.size() >= capacity) {
        if (left <= 0) {
          return false;
        }
        left = room.awaitNanos(left);
      }
      batches.add(batch);
      available.complete(null);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The reading thread's last word: thrown by the next {@link #poll}. */
  public void fail(Throwable cause) {
    lock.lock();
    try {
      failure = cause;
      available.complete(null);
    } finally {
      lock.unlock();
    }
  }

  /** The next batch, or null. */
  public Batch poll() throws Exception {
    lock.lock();
    try {
      Batch batch = batches.poll();
      if (batch != null) {
        room.signal();
        return batch;
      }
      if (failure instanceof Exception exception) {
        throw exception;
      }
      if (failure instanceof Error error) {
        throw error;
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Done as soon as {@link #poll} has something to give. */
  public CompletableFuture<Void> available() {
    lock.lock();
    try {
      if (batches.isEmpty() && failure == null && available.isDone()) {
        available = new CompletableFuture<>();
      }
      return available;
    } finally {
      lock.unlock();
    }
  }

  /** Makes {@link #available} done once, for the task thread's own work. */
  public void wake() {
    lock.lock();
    try {
      available.complete(null);
    } finally {
      lock.unlock();
    }
  }
}
