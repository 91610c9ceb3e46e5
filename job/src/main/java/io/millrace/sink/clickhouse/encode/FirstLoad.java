package io.millrace.sink.clickhouse.encode;

import io.millrace.change.Change;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * Whether the first load is behind the job for good: a checkpoint has completed at which it was
 * whole. Until then a failure has the tables read again, as they are by then, at the same position:
 * a row of the failed attempt could be gone or another, and nothing in the log would say so. So
 * until then nothing is to be published before its checkpoint. State: one flag.
 */
final class FirstLoad {

  private static final long NONE = Long.MAX_VALUE;

  private final ListState<Boolean> state;

  /** A watermark of the log has come: the rows of the snapshot lie before it. */
  private boolean delivered;

  /** The first checkpoint that holds the load whole. */
  private long firstCheckpoint = NONE;

  private boolean whole;

  FirstLoad(StateInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>("first-load-whole", BooleanSerializer.INSTANCE));
    for (boolean flag : state.get()) {
      whole |= flag;
    }
  }

  /** The end of input is no position of the log. */
  void reached(long watermark) {
    delivered |= watermark > Change.SNAPSHOT_DELIVERED && watermark != Long.MAX_VALUE;
  }

  void checkpointTaken(long checkpoint) throws Exception {
    state.update(List.of(whole || delivered));
    if (delivered) {
      firstCheckpoint = Math.min(firstCheckpoint, checkpoint);
    }
  }

  void checkpointCompleted(long checkpoint) {
    whole |= checkpoint >= firstCheckpoint;
  }

  boolean isWhole() {
    return whole;
  }
}
