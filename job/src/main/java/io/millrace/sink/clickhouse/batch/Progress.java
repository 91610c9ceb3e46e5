package io.millrace.sink.clickhouse.batch;

import io.millrace.change.Commit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a writer is at a barrier.
 *
 * @param watermark the last it received; {@link Long#MIN_VALUE} before the first
 * @param commits that came to this subtask since the barrier before: of those at or before the
 *     watermark the last, and all beyond it
 * @param inserted rows per table that this subtask has inserted itself since the barrier before
 */
public record Progress(long watermark, List<Commit> commits, Map<String, Long> inserted)
    implements Written {

  public Progress {
    commits = List.copyOf(commits);
    inserted = Map.copyOf(inserted);
  }

  /** This and the same writer's next one, as if there had been one barrier. */
  public Progress with(Progress next) {
    List<Commit> allCommits = new ArrayList<>(commits);
    allCommits.addAll(next.commits);
    Map<String, Long> allInserted = new HashMap<>(inserted);
    next.inserted.forEach((table, rows) -> allInserted.merge(table, rows, Long::sum));
    return new Progress(next.watermark, allCommits, allInserted);
  }
}
