package io.millrace.aligned;

import io.millrace.change.Key;
import io.millrace.change.KeyGroups;
import io.millrace.change.KeySerializer;
import io.millrace.change.RowChange;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Lets a slice's changes through when the slice is whole, one for each key: for tables that no join
 * stands behind, which would do the same. Without it a checkpoint inside a transaction would
 * publish half of it. Keyed by {@link KeyGroups#representative}. Snapshot rows pass at once.
 *
 * <p>State: the changes of an unfinished slice; empty at its end.
 */
public final class GateOperator extends AlignedOperator<RowChange>
    implements OneInputStreamOperator<RowChange, RowChange> {

  private static final long serialVersionUID = 1;
  private static final int IN_MEMORY = 100_000;

  private final String layouts;
  private transient PendingWork<Key, GatedChange> pending;

  /**
   * @param layouts of the rows that pass, for the signature
   */
  public GateOperator(String layouts) {
    this.layouts = layouts;
  }

  @Override
  protected String signature() {
    return layouts;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    pending =
        new PendingWork<>(
            getKeyedStateBackend(),
            new MapStateDescriptor<>("pending", new KeySerializer(), new GatedChangeSerializer()),
            IN_MEMORY);
  }

  @Override
  public void processElement(StreamRecord<RowChange> record) throws Exception {
    RowChange change = record.getValue();
    if (isEarly(change.since())) {
      hold(change.since(), () -> apply(change));
    } else {
      apply(change);
    }
  }

  private void apply(RowChange change) throws Exception {
    if (change.since() == Long.MIN_VALUE) {
      output.collect(new StreamRecord<>(change));
      return;
    }
    int group = KeyGroups.of(change.key());
    GatedChange earlier = pending.get(group, change.key());
    pending.put(
        group, change.key(), earlier == null ? GatedChange.first(change) : earlier.then(change));
  }

  @Override
  protected void finishSlice(long watermark) throws Exception {
    for (int group = 0; group < KeyGroups.COUNT; group++) {
      pending.visit(group, (key, change) -> give(change));
      pending.clear(group);
    }
  }

  private void give(GatedChange gated) {
    RowChange change = gated.change();
    if (change.isDelete() && !gated.wasThere() && !mayRepeat()) {
      return;
    }
    // Without the row before, an equal one after it is given all the same.
    boolean compared = change.isDelete() || gated.wasThere() && !mayRepeat();
    output.collect(
        new StreamRecord<>(
            compared
                ? change
                : new RowChange(
                    change.position(), change.since(), change.key(), null, change.after())));
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    pending.persist();
  }
}
