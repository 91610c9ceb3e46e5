package io.millrace.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Change;
import io.millrace.change.ChangeTypes;
import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.KeyGroups;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowChange;
import io.millrace.change.RowLayout;
import io.millrace.change.RowWriter;
import io.millrace.change.TableId;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NormalizeOperatorTest {

  private static final RowLayout LAYOUT =
      RowLayout.of(
          new Column("id", ColumnType.of(ColumnType.Kind.INT64), false),
          new Column("text", ColumnType.of(ColumnType.Kind.STRING), true));
  private static final TableId TABLE = new TableId("public", "notes");

  private KeyedOneInputStreamOperatorTestHarness<Key, Change, RowChange> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness(LAYOUT);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static KeyedOneInputStreamOperatorTestHarness<Key, Change, RowChange> harness(
      RowLayout layout) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new NormalizeOperator(TABLE, layout), Change::key, ChangeTypes.KEY, KeyGroups.COUNT, 1, 0);
  }

  @Test
  void givesTheRowBeforeAndAfter() throws Exception {
    give(Change.Kind.UPSERT, 1, row(7, "a"));
    give(Change.Kind.UPSERT, 2, row(7, "b"));
    give(Change.Kind.DELETE, 3, row(7, null));

    assertThat(given())
        .extracting(RowChange::before, RowChange::after)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(null, row(7, "a")),
            org.assertj.core.groups.Tuple.tuple(row(7, "a"), row(7, "b")),
            org.assertj.core.groups.Tuple.tuple(row(7, "b"), null));
  }

  @Test
  void dropsWhatIsNotNewer() throws Exception {
    give(Change.Kind.UPSERT, 5, row(7, "new"));
    give(Change.Kind.READ, 1, row(7, "old"));
    give(Change.Kind.UPSERT, 5, row(7, "again"));
    give(Change.Kind.DELETE, 4, row(7, null));

    assertThat(given()).hasSize(1);
  }

  @Test
  void dropsWhatChangesNothing() throws Exception {
    give(Change.Kind.UPSERT, 1, row(7, "a"));
    give(Change.Kind.UPSERT, 2, row(7, "a"));
    give(Change.Kind.DELETE, 3, row(8, null));

    assertThat(given()).hasSize(1);
  }

  @Test
  void completesAnUnchangedValueFromState() throws Exception {
    give(Change.Kind.READ, 1, row(7, "long text"));
    Row unchanged = new RowWriter().writeInt64(7).writeUnchanged().toRow();
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = harness(LAYOUT);
    harness.initializeState(snapshot);
    harness.open();
    give(Change.Kind.UPSERT, 2, unchanged);
    give(Change.Kind.UPSERT, 3, row(7, "other"));
    give(Change.Kind.UPSERT, 4, unchanged);

    assertThat(given()).extracting(RowChange::after).containsExactly(row(7, "other"));
  }

  @Test
  void failsRatherThanMakeAnUnknownValueNull() {
    Row unchanged = new RowWriter().writeInt64(7).writeUnchanged().toRow();

    assertThatThrownBy(() -> give(Change.Kind.UPSERT, 2, unchanged))
        .hasMessageContaining("table public.notes, column text")
        .hasMessageContaining("REPLICA IDENTITY FULL");
  }

  @Test
  void holdsBackALaterSlice() throws Exception {
    Row row = row(7, "early");
    harness.processElement(
        new Change(0, Change.Kind.UPSERT, new Position(20, 0), 10, key(row), row), 0);
    assertThat(given()).isEmpty();

    harness.processWatermark(10);

    assertThat(given()).extracting(RowChange::after).containsExactly(row);
  }

  @Test
  void givesAllThatLiesBeforeAWatermarkBeforeIt() throws Exception {
    harness.processWatermark(10);
    Row row = row(7, "of the slice from 20 to 30");
    harness.processElement(
        new Change(0, Change.Kind.UPSERT, new Position(25, 0), 20, key(row), row), 0);

    harness.processWatermark(30);

    assertThat(harness.getOutput().toArray()[2]).isEqualTo(new Watermark(30));
    assertThat(given()).extracting(RowChange::after).containsExactly(row);
  }

  @Test
  void refusesStateOfOtherColumns() throws Exception {
    give(Change.Kind.READ, 1, row(7, "a"));
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    try (var other = harness(RowLayout.of(LAYOUT.column(0)))) {
      assertThatThrownBy(() -> other.initializeState(snapshot))
          .hasStackTraceContaining("the savepoint was written for other columns");
    }
  }

  private void give(Change.Kind kind, long commit, Row row) throws Exception {
    harness.processElement(
        new Change(0, kind, new Position(commit, 0), Long.MIN_VALUE, key(row), row), 0);
  }

  private List<RowChange> given() {
    return harness.extractOutputValues();
  }

  private static Key key(Row row) {
    return new KeyEncoder(LAYOUT, 0).encode(row);
  }

  private static Row row(long id, String text) {
    RowWriter writer = new RowWriter().writeInt64(id);
    return (text == null ? writer.writeNull() : writer.writeString(text)).toRow();
  }
}
