package io.millrace.sink.clickhouse.batch;

import io.millrace.change.Commit;
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
}
