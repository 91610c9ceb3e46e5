package io.millrace.normalize;

import io.millrace.aligned.AlignedOperator;
import io.millrace.change.Change;
import io.millrace.change.Key;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowChange;
import io.millrace.change.RowLayout;
import io.millrace.change.TableId;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Keyed by a table's primary key: from changes to changes with before and after.
 *
 * <p>State: the used columns of every live row of the table, once; cleared with the row's deletion.
 * A deleted row needs no tombstone: snapshot rows belong to the first slice and the log's changes
 * to later ones, so no older row can still come.
 *
 * <p>A change that leaves every used column alone ends here.
 *
 * <p>A TRUNCATE deletes every row that is older. It comes once for each key group; the first that
 * reaches this subtask does it for all of the subtask's groups: the log has one reader, so whatever
 * lies before the TRUNCATE has come over the same channel before. The others find nothing older.
 * After a restore between them rows from behind the TRUNCATE may stand beside older ones; the
 * position tells them apart. A row that the snapshot read behind the TRUNCATE goes too, for its
 * position is the slot's; the log then gives it again.
 */
public final class NormalizeOperator extends AlignedOperator<RowChange>
    implements OneInputStreamOperator<Change, RowChange> {

  private static final long serialVersionUID = 1;

  private static final String ROW = "row";

  private final TableId table;
  private final RowLayout layout;
  private final String keyedBy;

  private transient ValueState<StoredRow> stored;
  private transient RowCompletion completion;

  /** The last TRUNCATE; nothing older stands. */
  private transient Position emptied;

  private transient Counter replayed;
  private transient Counter unaffected;

  public NormalizeOperator(TableId table, RowLayout layout) {
    this(table, layout, "");
  }

  /**
   * @param keyedBy what the table is keyed by, for the signature
   */
  public NormalizeOperator(TableId table, RowLayout layout, String keyedBy) {
    this.table = table;
    this.layout = layout;
    this.keyedBy = keyedBy;
  }

  @Override
  protected String signature() {
    return table + " " + layout + keyedBy;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    stored =
        context
            .getKeyedStateStore()
            .getState(new ValueStateDescriptor<>(ROW, new StoredRowSerializer()));
    emptied = Position.NONE;
    completion = new RowCompletion(table, layout);
    replayed = getMetricGroup().counter("replayed");
    unaffected = getMetricGroup().counter("unaffected");
  }

  @Override
  public void processElement(StreamRecord<Change> record) throws Exception {
    Change change = record.getValue();
    if (isEarly(change.since())) {
      hold(
          change.since(),
          () -> {
            setCurrentKey(change.key());
            apply(change);
          });
    } else {
      apply(change);
    }
  }

  private void apply(Change change) throws Exception {
    if (change.kind() == Change.Kind.TRUNCATE) {
      truncate(change);
      return;
    }
    StoredRow known = stored.value();
    if (known != null && !change.position().isAfter(known.position())) {
      replayed.inc();
      return;
    }
    if (change.kind() == Change.Kind.DELETE) {
      delete(change, known);
    } else {
      upsert(change, known);
    }
  }

  private void delete(Change change, StoredRow known) {
    if (known == null) {
      replayed.inc();
      return;
    }
    stored.clear();
    give(change, change.key(), known.row(), null);
  }

  private void truncate(Change change) throws Exception {
    if (!change.position().isAfter(emptied)) {
      return;
    }
    StoredKeys.visit(this.<Key>getKeyedStateBackend(), ROW, key -> deleteOlder(change, key));
    emptied = change.position();
  }

  private void deleteOlder(Change truncate, Key key) throws Exception {
    StoredRow known = stored.value();
    if (truncate.position().isAfter(known.position())) {
      stored.clear();
      give(truncate, key, known.row(), null);
    }
  }

  private void upsert(Change change, StoredRow known) throws Exception {
    Row before = known == null ? null : known.row();
    Row after = completion.complete(change.row(), before);
    if (after.equals(before)) {
      unaffected.inc();
      return;
    }
    stored.update(new StoredRow(change.position(), after));
    give(change, change.key(), before, after);
  }

  private void give(Change change, Key key, Row before, Row after) {
    output.collect(
        new StreamRecord<>(new RowChange(change.position(), change.since(), key, before, after)));
  }

  @Override
  protected void finishSlice(long watermark) {
    // Every change was given out as it came.
  }
}
