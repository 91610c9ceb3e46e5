package io.millrace.join;

import io.millrace.aligned.AlignedOperator;
import io.millrace.aligned.PendingWork;
import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.KeyGroups;
import io.millrace.change.KeySerializer;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowChange;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
  private static final int IN_MEMORY = 200_000;

  /**
   * Rows after which the task looks at its mailbox in a long slice end, so that it can be
   * cancelled.
   */
  private static final int YIELD_EVERY = 1_000;

  private final Assembly assembly;

  private transient AssemblyState state;
  private transient PendingWork<Key, Touched> touched;
  private transient PendingWork<EdgeKey, Boolean> changed;
  private transient WaitingFacts waiting;
  private transient KeyEncoder[] foreignKeys;
  private transient RowAssembler rows;
  private transient DimensionCopies copies;
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
    state = new AssemblyState(backend);
    touched =
        new PendingWork<>(
            backend,
            new MapStateDescriptor<>("touched", new KeySerializer(), new TouchedSerializer()),
            IN_MEMORY);
    changed =
        new PendingWork<>(
            backend,
            new MapStateDescriptor<>(
                "changed", new EdgeKeySerializer(), BooleanSerializer.INSTANCE),
            IN_MEMORY);
    waiting = new WaitingFacts(IN_MEMORY);
    foreignKeys =
        assembly.dimensions().stream()
            .map(d -> new KeyEncoder(assembly.fact(), d.foreignKey()))
            .toArray(KeyEncoder[]::new);
    rows = new RowAssembler(assembly.dimensions());
    copies = new DimensionCopies(state);
    mailbox =
        getContainingTask()
            .getMailboxExecutorFactory()
            .createExecutor(getOperatorConfig().getChainIndex());
    rowsGiven = getMetricGroup().counter("rowsGiven");
  }

  @Override
  public void processElement1(StreamRecord<RowChange> record) throws Exception {
    RowChange change = record.getValue();
    int group = KeyGroups.of(change.key());
    if (isEarly(change.since())) {
      hold(
          change.since(),
          () -> {
            enter(group);
            apply(group, change);
          });
    } else {
      apply(group, change);
    }
  }

  @Override
  public void processElement2(StreamRecord<Answer> record) throws Exception {
    Answer answer = record.getValue();
    if (isEarly(answer.since())) {
      hold(
          answer.since(),
          () -> {
            enter(answer.group());
            apply(answer);
          });
    } else {
      apply(answer);
    }
  }

  private void enter(int group) {
    setCurrentKey(KeyGroups.representative(group));
  }

  private void apply(int group, RowChange change) throws Exception {
    Touched touch = touch(group, change);
    move(change);
    if (change.after() == null) {
      state.remove(change.key());
      touched.put(group, change.key(), touch);
      return;
    }
    boolean given = !assembly.canLack() || touch.given();
    Fact fact = new Fact(change.position(), given, change.after());
    state.put(change.key(), fact);
    if (change.since() == Long.MIN_VALUE) {
      giveOrWait(group, change.key(), fact, touch);
    } else {
      touched.put(group, change.key(), touch);
    }
  }

  /** What was there before the slice, noted at the slice's first change of the fact. */
  private Touched touch(int group, RowChange change) throws Exception {
    Touched earlier = touched.get(group, change.key());
    Position deletedAt = change.after() == null ? change.position() : Position.NONE;
    if (earlier != null) {
      return change.after() == null
          ? new Touched(earlier.given(), deletedAt, earlier.before())
          : earlier;
    }
    boolean wasGiven = change.before() != null;
    if (wasGiven && assembly.canLack()) {
      wasGiven = state.fact(change.key()).given();
    }
    return new Touched(wasGiven, deletedAt, change.before());
  }

  private void move(RowChange change) throws Exception {
    for (int edge = 0; edge < foreignKeys.length; edge++) {
      Key left = change.before() == null ? null : foreignKeys[edge].encode(change.before());
      Key come = change.after() == null ? null : foreignKeys[edge].encode(change.after());
      if (Objects.equals(left, come)) {
        continue;
      }
      if (left != null) {
        state.unrefer(new EdgeKey(edge, left), change.key());
      }
      if (come != null) {
        state.refer(new EdgeKey(edge, come), change.key());
      }
    }
  }

  private void giveOrWait(int group, Key key, Fact fact, Touched touch) throws Exception {
    boolean whole = true;
    for (int edge = 0; edge < foreignKeys.length; edge++) {
      Key foreignKey = foreignKeys[edge].encode(fact.row());
      if (foreignKey != null) {
        EdgeKey edgeKey = new EdgeKey(edge, foreignKey);
        if (copies.get(group, edgeKey) == null) {
          whole = false;
          waiting.add(group, edgeKey, key);
        }
      }
    }
    if (whole) {
      touched.remove(group, key);
      give(group, key, fact, touch);
    } else {
      touched.put(group, key, touch);
    }
  }

  private void apply(Answer answer) throws Exception {
    EdgeKey edgeKey = new EdgeKey(answer.edge(), answer.dimension());
    copies.put(answer.group(), edgeKey, new CachedDimension(answer.position(), answer.row()));
    if (answer.since() == Long.MIN_VALUE) {
      for (Key key : waiting.take(answer.group(), edgeKey)) {
        Touched touch = touched.get(answer.group(), key);
        if (touch != null) {
          giveOrWait(answer.group(), key, state.fact(key), touch);
        }
      }
    } else if (!answer.first()) {
      // The facts a first answer is for are touched themselves: their change subscribed.
      changed.put(answer.group(), edgeKey, true);
    }
  }

  @Override
  protected void finishSlice(long watermark) throws Exception {
    Set<Integer> groups = new TreeSet<>();
    touched.groups().forEach(groups::add);
    changed.groups().forEach(groups::add);
    for (int group : groups) {
      enter(group);
      touched.visit(group, (key, touch) -> giveTouched(group, key, touch));
      Set<Key> seen = new HashSet<>();
      changed.visit(group, (edgeKey, ignored) -> fanOut(group, edgeKey, seen));
      touched.clear(group);
      changed.clear(group);
    }
    waiting.clear();
  }

  private void giveTouched(int group, Key key, Touched touch) throws Exception {
    Fact fact = state.fact(key);
    if (fact != null) {
      give(group, key, fact, touch);
    } else if (touch.given()) {
      giveDeleted(key, touch.deletedAt(), touch.before());
    }
  }

  /** Gives every fact that refers to a changed dimension row, unless the slice gave it already. */
  private void fanOut(int group, EdgeKey edgeKey, Set<Key> seen) throws Exception {
    for (Key key : state.referring(edgeKey)) {
      if (touched.get(group, key) == null && seen.add(key)) {
        Fact fact = state.fact(key);
        give(group, key, fact, new Touched(fact.given(), Position.NONE, null));
      }
    }
  }

  private void give(int group, Key key, Fact fact, Touched touch) throws Exception {
    Row[] joined = new Row[foreignKeys.length];
    Position position = fact.position();
    boolean lacks = false;
    for (int edge = 0; edge < foreignKeys.length; edge++) {
      Key foreignKey = foreignKeys[edge].encode(fact.row());
      CachedDimension copy =
          foreignKey == null ? null : copies.get(group, new EdgeKey(edge, foreignKey));
      if (copy != null) {
        position = Position.max(position, copy.position());
        joined[edge] = copy.row();
      }
      lacks |= joined[edge] == null && assembly.dimensions().get(edge).inner();
    }
    if (!lacks) {
      Row before =
          assembly.givesBefore() && touch.before() != null ? rows.alone(touch.before()) : null;
      collect(new RowChange(position, reached(), key, before, rows.assemble(fact.row(), joined)));
    } else if (touch.given()) {
      giveDeleted(key, position, fact.row());
    }
    if (assembly.canLack() && fact.given() == lacks) {
      state.put(key, new Fact(fact.position(), !lacks, fact.row()));
    }
  }

  private void giveDeleted(Key key, Position position, Row fact) throws Exception {
    collect(new RowChange(position, reached(), key, rows.alone(fact), null));
  }

  private void collect(RowChange change) throws Exception {
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
    touched.spillAll();
    changed.spillAll();
  }
}
