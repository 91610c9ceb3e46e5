package io.millrace.sink.clickhouse.encode;

import static io.millrace.sink.clickhouse.encode.TestRows.delete;
import static io.millrace.sink.clickhouse.encode.TestRows.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Change;
import io.millrace.change.KeyGroups;
import io.millrace.change.Row;
import io.millrace.change.TargetChange;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.sink.clickhouse.PreparedTarget.Years;
import io.millrace.sink.clickhouse.batch.LoadWhole;
import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.batch.SinkRecord;
import io.millrace.sink.clickhouse.client.CompressedBlocks;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class EncodeOperatorTest {

  private static PreparedTarget target(Integer... placement) {
    return new PreparedTarget(
        "orders", TestRows.LAYOUT, List.of(0), List.of(placement), Years.FROM_0000_TO_9999);
  }

  private static EncodeOperator operator(PreparedTarget target, long flushMillis) {
    return new EncodeOperator(target, RejectedRows.FAIL, flushMillis);
  }

  private static OneInputStreamOperatorTestHarness<TargetChange, SinkRecord> plain(long flushMillis)
      throws Exception {
    var harness = new OneInputStreamOperatorTestHarness<>(operator(target(), flushMillis));
    harness.open();
    return harness;
  }

  private static OneInputStreamOperatorTestHarness<TargetChange, SinkRecord> placing()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        operator(target(2), 0),
        change -> KeyGroups.representative(KeyGroups.of(change.key())),
        Types.INT,
        KeyGroups.COUNT,
        1,
        0);
  }

  private static List<RowBatch> batches(
      OneInputStreamOperatorTestHarness<TargetChange, SinkRecord> harness) {
    List<RowBatch> batches =
        harness.extractOutputStreamRecords().stream()
            .map(StreamRecord::getValue)
            .map(RowBatch.class::cast)
            .toList();
    harness.getOutput().clear();
    return batches;
  }

  /** As {@code id month low-word-of-version is-deleted}. */
  private static List<String> rows(
      OneInputStreamOperatorTestHarness<TargetChange, SinkRecord> harness) throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    List<String> rows = new ArrayList<>();
    for (RowBatch batch : batches(harness)) {
      byte[] bytes = new CompressedBlocks().decompress(batch.block());
      var at = java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      while (at.hasRemaining()) {
        long id = at.getLong();
        if (at.get() == Row.VALUE) {
          at.position(at.position() + 1 + at.get(at.position()));
        }
        String month = at.get() == Row.VALUE ? "" + at.getLong() / TestRows.MONTH_MICROS : "-";
        long low = at.getLong();
        at.getLong();
        rows.add(id + " " + month + " " + low + " " + at.get());
      }
    }
    return rows;
  }

  @Test
  void rowsLeaveBeforeTheBarrierAndNotEarlier() throws Exception {
    try (var harness = plain(0)) {
      harness.processElement(upsert(5, 1, 1, "a", 1L), 0);
      harness.processElement(upsert(7, 2, 2, "b", 1L), 0);
      harness.setProcessingTime(100_000);
      assertThat(batches(harness)).isEmpty();

      harness.prepareSnapshotPreBarrier(1);

      RowBatch batch = batches(harness).get(0);
      assertThat(batch.table()).isEqualTo("orders");
      assertThat(batch.rows()).isEqualTo(2);
      assertThat(batch.firstCommit()).isEqualTo(5);
      assertThat(batch.lastCommit()).isEqualTo(7);
      harness.prepareSnapshotPreBarrier(2);
      assertThat(batches(harness)).isEmpty();
    }
  }

  /** At watermark 0 all has been read, but a restart would read again. */
  @Test
  void theFirstLoadIsWholeWhenACheckpointBehindItHasCompleted() throws Exception {
    OperatorSubtaskState behind;
    try (var harness = plain(0)) {
      checkpointAt(harness, Change.SNAPSHOT_DELIVERED, 1);
      assertThat(saysLoadWhole(harness)).isFalse();
      harness.processWatermark(100);
      behind = harness.snapshot(2, 0);
      harness.notifyOfCompletedCheckpoint(1);
      assertThat(saysLoadWhole(harness)).isFalse();
      harness.notifyOfCompletedCheckpoint(2);
      assertThat(saysLoadWhole(harness)).isTrue();
      assertThat(saysLoadWhole(harness)).as("twice").isFalse();
    }
    try (var restored = new OneInputStreamOperatorTestHarness<>(operator(target(), 0))) {
      restored.initializeState(behind);
      restored.open();
      assertThat(saysLoadWhole(restored)).isTrue();
    }
  }

  @Test
  void theEndOfInputIsNotTheEndOfTheFirstLoad() throws Exception {
    try (var harness = plain(0)) {
      checkpointAt(harness, Long.MAX_VALUE, 1);
      assertThat(saysLoadWhole(harness)).isFalse();
    }
  }

  private static void checkpointAt(
      OneInputStreamOperatorTestHarness<TargetChange, SinkRecord> harness,
      long watermark,
      long checkpoint)
      throws Exception {
    harness.processWatermark(watermark);
    harness.snapshot(checkpoint, 0);
    harness.notifyOfCompletedCheckpoint(checkpoint);
  }

  private static boolean saysLoadWhole(
      OneInputStreamOperatorTestHarness<TargetChange, SinkRecord> harness) throws Exception {
    harness.prepareSnapshotPreBarrier(9);
    boolean said = harness.extractOutputValues().contains(new LoadWhole());
    harness.getOutput().clear();
    return said;
  }

  @Test
  void aFullBatchLeavesAtOnce() throws Exception {
    try (var harness = plain(0)) {
      String name = "x".repeat(1000);
      for (int i = 0; i < 2200; i++) {
        harness.processElement(upsert(5, i, i, name, 1L), 0);
      }
      assertThat(batches(harness))
          .hasSize(2)
          .allSatisfy(
              batch ->
                  assertThat(batch.rawBytes())
                      .isBetween(EncodeOperator.FULL, EncodeOperator.FULL + 1100));
    }
  }

  @Test
  void rowsLeaveInTimeWhenAskedTo() throws Exception {
    try (var harness = plain(250)) {
      harness.setProcessingTime(1000);
      harness.processElement(upsert(5, 1, 1, "a", 1L), 0);
      harness.setProcessingTime(1249);
      assertThat(batches(harness)).isEmpty();
      harness.setProcessingTime(1250);
      assertThat(batches(harness)).hasSize(1);
      harness.processElement(upsert(5, 2, 1, "b", 1L), 0);
      harness.setProcessingTime(1500);
      assertThat(batches(harness)).hasSize(1);
    }
  }

  @Test
  void anUnrepresentableRowFailsTheJob() throws Exception {
    try (var harness = plain(0)) {
      assertThatThrownBy(() -> harness.processElement(upsert(5, 1, 1, "a", 200_000L), 0))
          .isInstanceOf(UnrepresentableValueException.class)
          .hasMessageContainingAll("table orders, column created_at, at 0/5+1", "years 0 to 9999");
    }
  }

  @Test
  void rowsThatMoveAndGoAreBuriedWhereTheyStood() throws Exception {
    OperatorSubtaskState state;
    try (var harness = placing()) {
      harness.open();
      harness.processElement(upsert(5, 1, 1, "a", 1L), 0);
      harness.processElement(upsert(5, 2, 1, "b", 1L), 0);
      harness.processElement(upsert(5, 3, 1, "c", 2L), 0);
      harness.processElement(upsert(5, 4, 2, "d", null), 0);
      assertThat(rows(harness))
          .containsExactly("1 1 3 0", "1 1 5 0", "1 2 7 0", "1 1 6 1", "2 - 9 0");
      state = harness.snapshot(1, 0);
    }
    try (var harness = placing()) {
      harness.initializeState(state);
      harness.open();
      harness.processElement(delete(6, 1, 1), 0);
      harness.processElement(upsert(6, 2, 2, "d", 3L), 0);
      harness.processElement(upsert(6, 3, 1, "e", 4L), 0);
      assertThat(rows(harness)).containsExactly("1 2 3 1", "2 3 5 0", "2 - 4 1", "1 4 7 0");
    }
  }
}
