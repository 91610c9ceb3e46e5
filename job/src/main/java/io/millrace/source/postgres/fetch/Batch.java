package io.millrace.source.postgres.fetch;

import io.millrace.change.LogEvent;
import io.millrace.source.postgres.split.PostgresSplit;
import java.util.List;

/**
 * Events that are emitted together.
 *
 * @param after how far the split has come when they have been
 * @param reach whether the split goes on after them
 */
public record Batch(List<LogEvent> events, PostgresSplit after, Reach reach) {

  /** How far a split has been read. */
  public enum Reach {
    /** More is to come. */
    PART,
    /** These events are the last. */
    END,
    /** The split cannot be read: its blocks are no longer what they were when it was cut. */
    OUTDATED
  }

  public static Batch outdated(PostgresSplit split) {
    return new Batch(List.of(), split, Reach.OUTDATED);
  }

  public boolean last() {
    return reach == Reach.END;
  }
}
