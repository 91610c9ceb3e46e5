package io.millrace.join;

import io.millrace.aligned.AlignedOperator;
import io.millrace.aligned.PendingWork;
import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.KeyGroups;
import io.millrace.change.KeySerializer;
import io.millrace.change.RowChange;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Puts facts together with their dimensions. Keyed by {@link KeyGroups#representative} of the
 * fact's key group; all of a group's state lies under that one Flink key.
 *
 * <p>In a slice, facts and dimension rows go into state as they come and what they touch is noted;
 * at its end every touched fact is given once, with the position of the last change that made it
 * so. A large fan-out is worked off there too, before the watermark and so before the next barrier
 * goes on: all its rows are in one commit. It only reads state.
 *
 * <p>In the snapshot a fact is given as soon as all the rows it refers to are known, and at the
 * snapshot's end when some never came: once, without NULLs that would be taken back.
 *
 * <p>State: see {@link AssemblyState}, and the touched facts and dimension rows of an unfinished
 * slice.
 */
public final class AssembleOperator extends AlignedOperator<RowChange>
    implements TwoInputStreamOperator<RowChange, Answer, RowChange> {

  private static final long serialVersionUID = 1;
  private static final int FACTS_IN_MEMORY = 50_000;
  private static final int KEYS_IN_MEMORY = 200_000;

  /**
   * Rows after which the task looks at its mailbox in a long slice end, so that it can be
   * cancelled.
   */
  private static final int YIELD_EVERY = 1_000;

  private final Assembly assembly;

  private transient AssemblyState state;
  private transient PendingWork<Key, Touched> touched;

  /**
   * Rows of dimensions that the slice's end must look at: to fan out to their facts (true), or only
   * whether any are left.
   */
  private transient PendingWork<EdgeKey, Boolean> changed;

  private transient WaitingFacts waiting;
  private transient DimensionCopies copies;
  private transient JoinedRows rows;
  private transient MailboxExecutor mailbox;
  private transient int sinceYield;
  private transient Counter rowsGiven;

  public AssembleOperator(Assembly assembly) {
    this.assembly = assembly;
  }

  @Override
  protected String signature() {
    return assembly.fact() + " " + assembly.dimensions().stream().map(Dimension::layout).toList();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    KeyedStateBackend<Integer> backend = getKeyedStateBackend();
    state =
        new AssemblyState(
            backend,
            assembly.dimensions().stream()
                .map(d -> new KeyEncoder(assembly.fact(), d.foreignKey()))
                .toArray(KeyEncoder[]::new));
    touched =
        new PendingWork<>(
            backend,
            new MapStateDescriptor<>("touched", new KeySerializer(), new TouchedSerializer()),
            FACTS_IN_MEMORY);
    changed =
        new PendingWork<>(
            backend,
            new MapStateDescriptor<>(
                "changed", new EdgeKeySerializer(), BooleanSerializer.INSTANCE),
            KEYS_IN_MEMORY);
    waiting = new WaitingFacts(KEYS_IN_MEMORY);
    copies = new DimensionCopies(state);
    rows = new JoinedRows(assembly, state, copies, this::collect, mayRepeat());
    mailbox =
        getContainingTask()
            .getMailboxExecutorFactory()
            .createExecutor(getOperatorConfig().getChainIndex());
    rowsGiven = getMetricGroup().counter("rowsGiven");
  }

  @Override
  public void processElement1(StreamRecord<RowChange> record) throws Exception {
    RowChange change = record.getValue();
    if (isEarly(change.since())) {
      hold(change.since(), () -> apply(change));
    } else {
      apply(change);
    }
  }

  @Override
  public void processElement2(StreamRecord<Answer> record) throws Exception {
    Answer answer = record.getValue();
    if (isEarly(answer.since())) {
      hold(answer.since(), () -> apply(answer));
    } else {
      apply(answer);
    }
  }

  private void apply(RowChange change) throws Exception {
    int group = KeyGroups.of(change.key());
    Key key = change.key();
    EdgeKey[] left = change.before() == null ? null : state.references(change.before());
    EdgeKey[] come = change.after() == null ? null : state.references(change.after());
    Touched earlier = touched.get(group, key);
    boolean given =
        earlier != null ? earlier.given() : change.before() != null && wasGiven(group, key, left);
    Fact fact =
        change.after() == null
            ? null
            : new Fact(change.position(), !assembly.canLack() || given, change.after());
    Touched known = earlier != null ? earlier : Touched.untouched(given, change.before());
    Touched touch =
        fact == null ? known.deleted(change.position(), change.before()) : known.changed(fact);
    state.move(group, key, left, come, fact);
    count(group, left, come);
    if (fact != null && change.since() == Long.MIN_VALUE) {
      giveOrWait(group, key, come, touch);
    } else {
      touched.put(group, key, touch);
    }
  }

  private boolean wasGiven(int group, Key key, EdgeKey[] references) throws Exception {
    return !assembly.canLack() || state.fact(group, key, references).given();
  }

  private void count(int group, EdgeKey[] left, EdgeKey[] come) throws Exception {
    for (int edge = 0; edge < assembly.dimensions().size(); edge++) {
      EdgeKey was = left == null ? null : left[edge];
      EdgeKey is = come == null ? null : come[edge];
      if (Objects.equals(was, is)) {
        continue;
      }
      if (is != null) {
        copies.count(group, is, 1);
      }
      if (was != null && copies.count(group, was, -1) == 0) {
        lookAt(group, was);
      }
    }
  }

  private void giveOrWait(int group, Key key, EdgeKey[] references, Touched touch)
      throws Exception {
    boolean whole = true;
    for (EdgeKey reference : references) {
      if (reference != null && copies.answered(group, reference) == null) {
        whole = false;
        waiting.add(group, reference, key);
      }
    }
    if (whole) {
      touched.remove(group, key);
      rows.give(group, key, touch, reached());
    } else {
      touched.put(group, key, touch);
    }
  }

  private void apply(Answer answer) throws Exception {
    int group = answer.group();
    EdgeKey edgeKey = new EdgeKey(answer.edge(), answer.dimension());
    int facts = copies.answer(group, edgeKey, answer.position(), answer.row());
    if (answer.since() == Long.MIN_VALUE) {
      for (Key key : waiting.take(group, edgeKey)) {
        Touched touch = touched.get(group, key);
        if (touch != null) {
          giveOrWait(group, key, state.references(touch.now().row()), touch);
        }
      }
    } else if (!answer.first()) {
      // The facts a first answer is for are touched themselves: their change subscribed.
      changed.put(group, edgeKey, true);
    }
    // In the snapshot facts only come: one that is not here yet is on its way.
    if (facts == 0 && answer.since() != Long.MIN_VALUE) {
      lookAt(group, edgeKey);
    }
  }

  /** The slice's end sees whether any fact refers to the row. */
  private void lookAt(int group, EdgeKey edgeKey) throws Exception {
    if (changed.get(group, edgeKey) == null) {
      changed.put(group, edgeKey, false);
    }
  }

  @Override
  protected void finishSlice(long watermark) throws Exception {
    for (int group = 0; group < KeyGroups.COUNT; group++) {
      if (touched.has(group) || changed.has(group)) {
        finish(group);
      }
    }
    waiting.clear();
  }

  private void finish(int group) throws Exception {
    touched.visit(group, (key, touch) -> rows.give(group, key, touch, reached()));
    Set<Key> seen = new HashSet<>();
    changed.visit(group, (edgeKey, fansOut) -> look(group, edgeKey, fansOut, seen));
    touched.clear(group);
    changed.clear(group);
  }

  private void look(int group, EdgeKey edgeKey, boolean fansOut, Set<Key> seen) throws Exception {
    if (fansOut) {
      state.visitReferring(group, edgeKey, (key, fact) -> fanOut(group, key, fact, seen));
    }
    copies.removeIfUnused(group, edgeKey);
  }

  /** Gives a fact that refers to a changed dimension row, unless the slice gave it already. */
  private void fanOut(int group, Key key, Fact fact, Set<Key> seen) throws Exception {
    if (touched.get(group, key) == null && seen.add(key)) {
      rows.giveAgain(group, key, fact, reached());
    }
  }

  private void collect(RowChange change) {
    output.collect(new StreamRecord<>(change));
    rowsGiven.inc();
    if (++sinceYield >= YIELD_EVERY) {
      sinceYield = 0;
      while (mailbox.tryYield()) {
        // Mails only: no input is read, so state stands still.
      }
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    touched.persist();
    changed.persist();
    copies.flush();
  }
}
