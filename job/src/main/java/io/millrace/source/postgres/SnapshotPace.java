package io.millrace.source.postgres;

import io.millrace.change.Change;
import io.millrace.change.LogEvent;
import io.millrace.source.postgres.fetch.Batch;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps a reader from emitting more rows of the snapshot between two checkpoints than a sink can
 * hold: rows of an unfinished snapshot cannot be published before their checkpoint has completed.
 * The log needs no such pace. For the task's thread.
 */
final class SnapshotPace {

  private final long most;
  private long emitted;
  private CompletableFuture<Void> change = new CompletableFuture<>();

  /**
   * @param most bytes of rows between two checkpoints; one more batch may go over it
   */
  SnapshotPace(long most) {
    this.most = most;
  }

  void emitted(Batch batch) {
    for (LogEvent event : batch.events()) {
      if (event instanceof Change row && row.kind() == Change.Kind.READ) {
        emitted += row.row().bytes().length;
      }
    }
  }

  /** Whether nothing more may be emitted before the next checkpoint's barrier. */
  boolean isSpent() {
    return emitted >= most;
  }

  void barrierPassed() {
    emitted = 0;
    wake();
  }

  void wake() {
    change.complete(null);
  }

  /** Done when there may be something to do. */
  CompletableFuture<Void> available() {
    if (change.isDone()) {
      change = new CompletableFuture<>();
    }
    return change;
  }
}
