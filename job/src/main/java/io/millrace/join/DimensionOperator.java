package io.millrace.join;

import io.millrace.aligned.AlignedOperator;
import io.millrace.change.Key;
import io.millrace.change.KeyGroups;
import io.millrace.change.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * One joined table, keyed by the referenced key: keeps the row and which key groups want it, and
 * sends it once to each of them when they subscribe and when it changes. So a row with a million
 * facts costs at most {@link KeyGroups#COUNT} messages.
 *
 * <p>State: <b>row</b>, the used columns of each row, until its deletion; a tombstone stays where
 * someone is subscribed. <b>groups</b>, 32 bytes for each key that facts refer to, existing rows or
 * not; cleared when the last of them has gone.
 */
public final class DimensionOperator extends AlignedOperator<Answer>
    implements TwoInputStreamOperator<DimensionChange, Subscription, Answer> {

  private static final long serialVersionUID = 1;

  private static final byte[] NO_GROUPS = new byte[KeyGroups.COUNT / 8];

  private final int edge;
  private final String layout;

  private transient ValueState<DimensionRow> row;
  private transient ValueState<byte[]> groups;
  private transient List<Key> tombstones;
  private transient Counter answers;

  /**
   * @param edge which of the assembly's dimensions this is
   * @param layout of the rows, for the signature
   */
  public DimensionOperator(int edge, String layout) {
    this.edge = edge;
    this.layout = layout;
  }

  @Override
  protected String signature() {
    return layout;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    row =
        context
            .getKeyedStateStore()
            .getState(new ValueStateDescriptor<>("row", new DimensionRowSerializer()));
    groups =
        context
            .getKeyedStateStore()
            .getState(new ValueStateDescriptor<>("groups", BytePrimitiveArraySerializer.INSTANCE));
    tombstones = new ArrayList<>();
    answers = getMetricGroup().counter("answers");
  }

  @Override
  public void processElement1(StreamRecord<DimensionChange> record) throws Exception {
    DimensionChange change = record.getValue();
    if (isEarly(change.since())) {
      hold(
          change.since(),
          () -> {
            setCurrentKey(change.dimension());
            change(change);
          });
    } else {
      change(change);
    }
  }

  @Override
  public void processElement2(StreamRecord<Subscription> record) throws Exception {
    Subscription subscription = record.getValue();
    if (isEarly(subscription.since())) {
      hold(
          subscription.since(),
          () -> {
            setCurrentKey(subscription.dimension());
            subscribe(subscription);
          });
    } else {
      subscribe(subscription);
    }
  }

  private void change(DimensionChange change) throws Exception {
    DimensionRow known = row.value();
    if (isSuperseded(change, known)) {
      return;
    }
    Position position =
        known == null ? change.position() : Position.max(change.position(), known.position());
    DimensionRow now = new DimensionRow(change.owner(), position, change.row());
    row.update(now);
    if (change.row() == null) {
      tombstones.add(change.dimension());
    }
    byte[] subscribed = groups.value();
    if (subscribed != null) {
      for (int group = 0; group < KeyGroups.COUNT; group++) {
        if (has(subscribed, group)) {
          answer(change.dimension(), group, now, change.since(), false);
        }
      }
    }
  }

  /**
   * Changes of one row come in order; those of two rows that hand a unique key on to one another
   * may not. A row that leaves the key does not take away the one that has come to it, and a row
   * that came earlier does not replace one that came later.
   */
  private static boolean isSuperseded(DimensionChange change, DimensionRow known) {
    if (known == null) {
      return change.row() == null;
    }
    boolean sameOwner = known.owner().equals(change.owner());
    boolean older = !change.position().isAfter(known.position());
    if (change.row() == null) {
      return !sameOwner || known.row() == null;
    }
    return older && (sameOwner || known.row() != null);
  }

  private void subscribe(Subscription subscription) throws Exception {
    byte[] subscribed = groups.value();
    if (!subscription.wanted()) {
      unsubscribe(subscription, subscribed);
      return;
    }
    if (subscribed == null) {
      subscribed = new byte[KeyGroups.COUNT / 8];
    }
    subscribed[subscription.group() >> 3] |= (byte) (1 << (subscription.group() & 7));
    groups.update(subscribed);
    DimensionRow known = row.value();
    // In the snapshot a row not known yet may still come. After it "there is none" is an answer
    // too:
    // the group may have a copy from an earlier subscription.
    if (known != null) {
      answer(subscription.dimension(), subscription.group(), known, subscription.since(), true);
    } else if (subscription.since() != Long.MIN_VALUE) {
      DimensionRow none = new DimensionRow(subscription.dimension(), Position.NONE, null);
      answer(subscription.dimension(), subscription.group(), none, subscription.since(), true);
    }
  }

  private void unsubscribe(Subscription subscription, byte[] subscribed) throws Exception {
    if (subscribed == null) {
      return;
    }
    subscribed[subscription.group() >> 3] &= (byte) ~(1 << (subscription.group() & 7));
    if (Arrays.equals(subscribed, NO_GROUPS)) {
      groups.clear();
      tombstones.add(subscription.dimension());
    } else {
      groups.update(subscribed);
    }
  }

  private static boolean has(byte[] subscribed, int group) {
    return (subscribed[group >> 3] & 1 << (group & 7)) != 0;
  }

  private void answer(Key dimension, int group, DimensionRow now, long since, boolean first) {
    answers.inc();
    output.collect(
        new StreamRecord<>(
            new Answer(edge, dimension, group, now.position(), since, first, now.row())));
  }

  /** Tombstones that no one is subscribed to are needed only until their slice ends. */
  @Override
  protected void finishSlice(long watermark) throws Exception {
    for (Key dimension : tombstones) {
      setCurrentKey(dimension);
      DimensionRow known = row.value();
      if (known != null && known.row() == null && groups.value() == null) {
        row.clear();
      }
    }
    tombstones.clear();
  }
}
