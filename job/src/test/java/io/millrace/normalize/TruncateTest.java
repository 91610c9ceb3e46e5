package io.millrace.normalize;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A TRUNCATE, which reaches the operator's subtasks as one record for each key group. */
class TruncateTest {

  private static final RowLayout LAYOUT =
      RowLayout.of(new Column("id", ColumnType.of(ColumnType.Kind.INT64), false));
  private static final int ROWS = 3000;
  private static final Position BEFORE = new Position(50, 0);
  private static final Position TRUNCATE = new Position(50, 2);
  private static final Position AFTER = new Position(50, 4);

  /** Harnesses of some subtasks, and the exchange before them. */
  private static final class Subtasks implements AutoCloseable {
    private final List<KeyedOneInputStreamOperatorTestHarness<Key, Change, RowChange>> all =
        new ArrayList<>();

    /**
     * @param from null: a fresh start
     */
    static Subtasks open(
        int parallelism, Supplier<StateBackend> backend, Subtasks from, OperatorSubtaskState state)
        throws Exception {
      Subtasks opened = new Subtasks();
      for (int i = 0; i < parallelism; i++) {
        var harness =
            new KeyedOneInputStreamOperatorTestHarness<>(
                new NormalizeOperator(new TableId("public", "t"), LAYOUT),
                Change::key,
                ChangeTypes.KEY,
                KeyGroups.COUNT,
                parallelism,
                i);
        harness.setStateBackend(backend.get());
        if (from != null) {
          harness.initializeState(
              AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  state, KeyGroups.COUNT, from.all.size(), parallelism, i));
        }
        harness.open();
        opened.all.add(harness);
      }
      return opened;
    }

    void give(Change change) throws Exception {
      int subtask =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              change.key(), KeyGroups.COUNT, all.size());
      all.get(subtask).processElement(change, 0);
    }

    void give(Change.Kind kind, Position position, long id) throws Exception {
      Row row = new RowWriter().writeInt64(id).toRow();
      give(new Change(0, kind, position, 40, new KeyEncoder(LAYOUT, 0).encode(row), row));
    }

    void truncate(int fromGroup, int toGroup) throws Exception {
      for (int group = fromGroup; group < toGroup; group++) {
        give(Change.truncated(0, TRUNCATE, 40, group));
      }
    }

    void watermark(long watermark) throws Exception {
      for (var harness : all) {
        harness.processWatermark(watermark);
      }
    }

    OperatorSubtaskState snapshot() throws Exception {
      List<OperatorSubtaskState> states = new ArrayList<>();
      for (var harness : all) {
        states.add(harness.snapshot(1, 1));
      }
      return AbstractStreamOperatorTestHarness.repackageState(
          states.toArray(OperatorSubtaskState[]::new));
    }

    List<RowChange> given() {
      return all.stream().flatMap(harness -> harness.extractOutputValues().stream()).toList();
    }

    List<RowChange> deleted() {
      return given().stream().filter(RowChange::isDelete).toList();
    }

    @Override
    public void close() throws Exception {
      for (var harness : all) {
        harness.close();
      }
    }
  }

  static Stream<Named<Supplier<StateBackend>>> backends() {
    return Stream.of(
        Named.of("heap", HashMapStateBackend::new),
        Named.of("RocksDB", EmbeddedRocksDBStateBackend::new));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void deletesEveryOlderRowOnce(Supplier<StateBackend> backend) throws Exception {
    try (Subtasks subtasks = Subtasks.open(3, backend, null, null)) {
      subtasks.watermark(40);
      fill(subtasks);
      subtasks.give(Change.Kind.DELETE, new Position(50, 1), 7);
      int earlier = subtasks.given().size();
      subtasks.truncate(0, KeyGroups.COUNT);

      assertThat(ids(subtasks.deleted()))
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, ROWS).boxed().toList());
      assertThat(subtasks.given()).hasSize(earlier + ROWS - 1);
      assertThat(subtasks.deleted().stream().filter(c -> c.position().equals(TRUNCATE)))
          .allMatch(c -> c.before() != null && c.since() == 40)
          .hasSize(ROWS - 1);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void leavesWhatComesBehindIt(Supplier<StateBackend> backend) throws Exception {
    try (Subtasks subtasks = Subtasks.open(2, backend, null, null)) {
      subtasks.watermark(40);
      fill(subtasks);
      subtasks.truncate(0, KeyGroups.COUNT);
      subtasks.give(Change.Kind.UPSERT, AFTER, 7);
      int given = subtasks.given().size();
      subtasks.truncate(0, KeyGroups.COUNT);
      subtasks.give(Change.Kind.DELETE, new Position(51, 0), 7);
      subtasks.give(Change.Kind.DELETE, new Position(51, 2), 8);

      assertThat(subtasks.given()).as("nothing for a replay, nor for row 8").hasSize(given + 1);
    }
  }

  /** A checkpoint between the records of one TRUNCATE, restored to other subtasks. */
  @ParameterizedTest
  @MethodSource("backends")
  void restoredInTheMiddle(Supplier<StateBackend> backend) throws Exception {
    int cut = 100;
    try (Subtasks earlier = Subtasks.open(4, backend, null, null)) {
      earlier.watermark(40);
      fill(earlier);
      earlier.truncate(0, cut);
      try (Subtasks later = Subtasks.open(3, backend, earlier, earlier.snapshot())) {
        later.watermark(40);
        later.truncate(cut, KeyGroups.COUNT);
        for (long id = 0; id < ROWS; id++) {
          later.give(Change.Kind.UPSERT, AFTER, id);
        }
        later.truncate(0, KeyGroups.COUNT);

        assertThat(earlier.deleted()).as("before the restore").isNotEmpty();
        assertThat(later.deleted()).as("after the restore").isNotEmpty();
        assertThat(
                ids(Stream.concat(earlier.deleted().stream(), later.deleted().stream()).toList()))
            .containsExactlyInAnyOrderElementsOf(LongStream.range(0, ROWS).boxed().toList());
        assertThat(later.given().stream().filter(c -> c.position().equals(AFTER)))
            .as("all are there again")
            .hasSize(ROWS);
      }
    }
  }

  /** It belongs to a later slice, and so does what stands around it. */
  @ParameterizedTest
  @MethodSource("backends")
  void waitsForItsSlice(Supplier<StateBackend> backend) throws Exception {
    try (Subtasks subtasks = Subtasks.open(2, backend, null, null)) {
      fill(subtasks);
      subtasks.truncate(0, KeyGroups.COUNT);
      subtasks.give(Change.Kind.UPSERT, AFTER, 7);
      assertThat(subtasks.given()).isEmpty();

      subtasks.watermark(40);

      assertThat(subtasks.given()).hasSize(ROWS + ROWS + 1);
      assertThat(subtasks.deleted()).hasSize(ROWS);
    }
  }

  /** What the snapshot read behind the TRUNCATE goes with it, and the log gives it again. */
  @ParameterizedTest
  @MethodSource("backends")
  void rowsReadBehindItComeAgainFromTheLog(Supplier<StateBackend> backend) throws Exception {
    try (Subtasks subtasks = Subtasks.open(2, backend, null, null)) {
      subtasks.watermark(40);
      subtasks.give(Change.Kind.READ, new Position(10, 0), 7);
      subtasks.truncate(0, KeyGroups.COUNT);
      subtasks.give(Change.Kind.UPSERT, AFTER, 7);

      assertThat(subtasks.given().stream().map(RowChange::position))
          .containsExactly(new Position(10, 0), TRUNCATE, AFTER);
    }
  }

  private static void fill(Subtasks subtasks) throws Exception {
    for (long id = 0; id < ROWS; id++) {
      subtasks.give(Change.Kind.UPSERT, BEFORE, id);
    }
  }

  private static List<Long> ids(List<RowChange> changes) {
    return changes.stream()
        .map(change -> new io.millrace.change.RowCursor(LAYOUT).reset(change.before()))
        .map(cursor -> (Long) cursor.seek(0).value())
        .toList();
  }
}
