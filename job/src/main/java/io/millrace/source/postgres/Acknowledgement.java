package io.millrace.source.postgres;

import io.millrace.source.postgres.stream.LogProgress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;

/**
 * How far the slot may be acknowledged: as far as the oldest of the last few completed checkpoints
 * needs. For the task's thread.
 */
final class Acknowledgement {

  private final int retained;
  private final LogProgress progress;
  private final TreeMap<Long, Long> taken = new TreeMap<>();
  private final Deque<Long> completed = new ArrayDeque<>();

  Acknowledgement(int retained, LogProgress progress) {
    this.retained = retained;
    this.progress = progress;
  }

  /**
   * @param resume where a source restored from it asks Postgres to start
   */
  void taken(long checkpoint, long resume) {
    taken.put(checkpoint, resume);
  }

  void completed(long checkpoint) {
    Long resume = taken.get(checkpoint);
    taken.headMap(checkpoint, true).clear();
    if (resume == null) {
      return;
    }
    completed.add(resume);
    while (completed.size() > retained) {
      completed.remove();
    }
    if (completed.size() == retained) {
      progress.acknowledge(completed.element());
    }
  }

  void aborted(long checkpoint) {
    taken.remove(checkpoint);
  }
}
