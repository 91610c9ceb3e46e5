package io.millrace.sink.clickhouse.commit;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.Position;
import io.millrace.sink.clickhouse.batch.Progress;
import io.millrace.sink.clickhouse.batch.RowBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The last commit that the tables are whole up to at a barrier. Commits arrive ahead of their
 * watermark; those beyond it wait here.
 */
final class ConsistentPoint {

  private final List<Commit> ahead = new ArrayList<>();
  private Commit reached;

  /**
   * As it stood at the restored checkpoint.
   *
   * @param reached null: none yet
   */
  ConsistentPoint(Commit reached, Iterable<Commit> ahead) {
    this.reached = reached;
    ahead.forEach(this.ahead::add);
  }

  Optional<Commit> reached() {
    return Optional.ofNullable(reached);
  }

  List<Commit> ahead() {
    return List.copyOf(ahead);
  }

  /**
   * What a barrier publishes; empty before the tables are consistent for the first time. While a
   * restored source has not repeated its watermark, nothing new can have come and the point is the
   * one before.
   *
   * @throws IllegalStateException if subtasks stand at different watermarks, or a row lies beyond
   *     theirs: then the checkpoint is no single point of the log and must not become one
   */
  Optional<Commit> advance(Collection<Progress> subtasks, Collection<RowBatch> batches) {
    subtasks.forEach(progress -> ahead.addAll(progress.commits()));
    long watermark = commonWatermark(subtasks);
    if (watermark <= Change.SNAPSHOT_DELIVERED) {
      return reached();
    }
    ahead.stream()
        .filter(commit -> commit.lsn() <= watermark)
        .max(Comparator.comparingLong(Commit::lsn))
        .ifPresent(commit -> reached = commit);
    ahead.removeIf(commit -> commit.lsn() <= watermark);
    long lastRow = batches.stream().mapToLong(RowBatch::lastCommit).max().orElse(Long.MIN_VALUE);
    if (lastRow > watermark) {
      throw new IllegalStateException(
          "a row of %s reached the sink before the watermark %s; the job is wired wrongly"
              .formatted(Position.lsn(lastRow), Position.lsn(watermark)));
    }
    boolean endedInsideTransaction =
        watermark == Long.MAX_VALUE && reached != null && lastRow > reached.lsn();
    return endedInsideTransaction ? Optional.empty() : reached();
  }

  private static long commonWatermark(Collection<Progress> subtasks) {
    long[] distinct = subtasks.stream().mapToLong(Progress::watermark).distinct().toArray();
    if (distinct.length > 1) {
      throw new IllegalStateException(
          "the sink's subtasks stand at different watermarks, %s and %s; are checkpoints aligned?"
              .formatted(Position.lsn(distinct[0]), Position.lsn(distinct[1])));
    }
    return distinct.length == 0 ? Long.MIN_VALUE : distinct[0];
  }
}
