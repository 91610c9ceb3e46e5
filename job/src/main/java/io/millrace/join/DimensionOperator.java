package io.millrace.join;

import io.millrace.aligned.AlignedOperator;
import io.millrace.aligned.WriteBack;
import io.millrace.change.Key;
import io.millrace.change.Position;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * One joined table, keyed by the referenced key: keeps the row and which key groups want it, and
 * sends it once to each of them when they subscribe and when it changes. So a row with a million
 * facts costs at most {@link io.millrace.change.KeyGroups#COUNT} messages.
 *
 * <p>State: one entry for each key that has a row or that facts refer to: the row's used columns,
 * and the subscribed key groups with the number of their facts. Cleared when the row is deleted and
 * the last such fact has gone; until then a deleted row leaves a tombstone. (What empties in a
 * slice is noted in memory, a key each: a failure inside that slice leaves its empty entries
 * behind, which do no harm.) The last used entries are in memory too, so that a key which
 * everything refers to costs no access to state.
 */
public final class DimensionOperator extends AlignedOperator<Answer>
    implements TwoInputStreamOperator<DimensionChange, Subscription, Answer> {

  private static final long serialVersionUID = 1;

  private final int edge;
  private final String layout;

  private transient WriteBack<Key, DimensionEntry> entries;
  private transient Set<Key> emptied;
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
    entries = new WriteBack<>(new InState(context), DimensionEntry::size);
    emptied = new HashSet<>();
    answers = getMetricGroup().counter("answers");
  }

  @Override
  public void processElement1(StreamRecord<DimensionChange> record) throws Exception {
    DimensionChange change = record.getValue();
    if (isEarly(change.since())) {
      hold(change.since(), () -> change(change));
    } else {
      change(change);
    }
  }

  @Override
  public void processElement2(StreamRecord<Subscription> record) throws Exception {
    Subscription subscription = record.getValue();
    if (isEarly(subscription.since())) {
      hold(subscription.since(), () -> subscribe(subscription));
    } else {
      subscribe(subscription);
    }
  }

  private void change(DimensionChange change) throws Exception {
    Key key = change.dimension();
    DimensionEntry entry = entry(key);
    DimensionEntry changed = entry.after(change);
    entries.put(key, changed);
    DimensionRow now = changed.row();
    if (now == entry.row()) {
      return;
    }
    if (now.row() == null) {
      emptied.add(key);
    }
    Subscribers subscribers = entry.subscribers();
    for (int i = 0; i < subscribers.size(); i++) {
      answer(key, subscribers.group(i), now, change.since(), false);
    }
  }

  private void subscribe(Subscription subscription) throws Exception {
    Key key = subscription.dimension();
    int group = subscription.group();
    DimensionEntry entry = entry(key);
    int facts = entry.subscribers().of(group);
    DimensionEntry now =
        entry.with(entry.subscribers().plus(group, subscription.wanted() ? 1 : -1));
    entries.put(key, now);
    if (now.subscribers().isEmpty()) {
      emptied.add(key);
    }
    if (!subscription.wanted() || facts > 0) {
      return;
    }
    DimensionRow known = entry.row();
    // In the snapshot a row not known yet may still come. After it "there is none" is an answer
    // too, without which the group could not tell a missing row from a late one.
    if (known != null) {
      answer(key, group, known, subscription.since(), true);
    } else if (subscription.since() != Long.MIN_VALUE) {
      DimensionRow none = new DimensionRow(key, Position.NONE, null);
      answer(key, group, none, subscription.since(), true);
    }
  }

  private DimensionEntry entry(Key key) throws Exception {
    DimensionEntry entry = entries.get(key);
    return entry == null ? DimensionEntry.EMPTY : entry;
  }

  private void answer(Key dimension, int group, DimensionRow now, long since, boolean first) {
    answers.inc();
    output.collect(
        new StreamRecord<>(
            new Answer(edge, dimension, group, now.position(), since, first, now.row())));
  }

  /** Keys without a row and without facts are needed only until their slice ends. */
  @Override
  protected void finishSlice(long watermark) throws Exception {
    for (Key key : emptied) {
      DimensionEntry entry = entry(key);
      boolean hasRow = entry.row() != null && entry.row().row() != null;
      if (!hasRow && entry.subscribers().isEmpty()) {
        entries.put(key, null);
      }
    }
    emptied.clear();
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    entries.flush();
  }

  private final class InState implements WriteBack.Store<Key, DimensionEntry> {

    private final ValueState<DimensionEntry> state;

    InState(StateInitializationContext context) {
      state =
          context
              .getKeyedStateStore()
              .getState(new ValueStateDescriptor<>("entry", new DimensionEntrySerializer()));
    }

    @Override
    public DimensionEntry read(Key key) throws Exception {
      setCurrentKey(key);
      return state.value();
    }

    @Override
    public void write(Key key, DimensionEntry entry) throws Exception {
      setCurrentKey(key);
      if (entry == null) {
        state.clear();
      } else {
        state.update(entry);
      }
    }
  }
}
