package io.millrace.sink.clickhouse.encode;

import io.millrace.change.TargetChange;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.sink.clickhouse.batch.LoadWhole;
import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.batch.SinkRecord;
import io.millrace.sink.clickhouse.client.CompressedBlocks;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Encodes one target's rows and gives them on in batches: when one is full, before each barrier,
 * and, if asked for, after a time. So no row waits here across a checkpoint. State: a flag ({@link
 * FirstLoad}, of whose end it tells the writer), and where each row stands for a target whose rows
 * can move ({@link Places}; the stream must be keyed then).
 */
public final class EncodeOperator extends AbstractStreamOperator<SinkRecord>
    implements OneInputStreamOperator<TargetChange, SinkRecord> {

  private static final long serialVersionUID = 1;

  /** RowBinary bytes at which a batch is full; one more row may go over it. */
  static final int FULL = 1 << 20;

  private final PreparedTarget target;
  private final RejectedRows rejected;
  private final long flushMillis;

  private transient FirstLoad load;
  private transient boolean loadSaid;
  private transient RowEncoder encoder;
  private transient Places places;
  private transient CompressedBlocks compression;
  private transient Bytes buffer;
  private transient int rows;
  private transient long firstCommit;
  private transient long lastCommit;
  private transient boolean timerSet;
  private transient Counter encodedRows;
  private transient Counter encodedBytes;
  private transient Counter tombstones;
  private transient Counter moves;
  private transient Counter rejects;

  /**
   * @param flushMillis how long a row may wait here; 0: until the barrier
   */
  public EncodeOperator(PreparedTarget target, RejectedRows rejected, long flushMillis) {
    this.target = target;
    this.rejected = rejected;
    this.flushMillis = flushMillis;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    load = new FirstLoad(context);
  }

  @Override
  public void open() throws Exception {
    super.open();
    encoder = new RowEncoder(target, Places.layout(target));
    places = target.placement().isEmpty() ? null : new Places(target, getRuntimeContext());
    compression = new CompressedBlocks();
    buffer = new Bytes(FULL + (FULL >> 3));
    MetricGroup group = getMetricGroup().addGroup("clickhouse").addGroup("table", target.table());
    encodedRows = group.counter("encodedRows");
    encodedBytes = group.counter("encodedBytes");
    tombstones = group.counter("tombstones");
    moves = group.counter("movedRows");
    rejects = group.counter("rejectedRows");
    startBatch();
  }

  @Override
  public void processElement(StreamRecord<TargetChange> element) throws Exception {
    TargetChange change = element.getValue();
    if (change.deleted()) {
      encoder.tombstone(change, places == null ? null : places.remove(change.key()), false, buffer);
      tombstones.inc();
      countRow(change);
    } else {
      upsert(change);
    }
    if (buffer.size() >= FULL) {
      flush();
    } else if (flushMillis > 0 && !timerSet && rows > 0) {
      timerSet = true;
      long due = getProcessingTimeService().getCurrentProcessingTime() + flushMillis;
      getProcessingTimeService().registerTimer(due, time -> flushInTime());
    }
  }

  private void upsert(TargetChange change) throws Exception {
    try {
      encoder.live(change, buffer);
    } catch (UnrepresentableValueException e) {
      rejects.inc();
      rejected.reject(change, e);
      return;
    }
    countRow(change);
    var old = places == null ? null : places.move(change);
    if (old != null) {
      encoder.tombstone(change, old, true, buffer);
      moves.inc();
      countRow(change);
    }
  }

  private void countRow(TargetChange change) {
    rows++;
    encodedRows.inc();
    firstCommit = Math.min(firstCommit, change.position().commit());
    lastCommit = Math.max(lastCommit, change.position().commit());
  }

  private void flushInTime() {
    timerSet = false;
    flush();
  }

  private void flush() {
    if (load.isWhole() && !loadSaid) {
      output.collect(new StreamRecord<>(new LoadWhole()));
      loadSaid = true;
    }
    if (rows > 0) {
      byte[] block = compression.compress(buffer.array(), buffer.size());
      encodedBytes.inc(buffer.size());
      output.collect(
          new StreamRecord<>(
              new RowBatch(target.table(), rows, buffer.size(), firstCommit, lastCommit, block)));
      startBatch();
    }
  }

  private void startBatch() {
    buffer.truncate(0);
    rows = 0;
    firstCommit = Long.MAX_VALUE;
    lastCommit = Long.MIN_VALUE;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    load.reached(mark.getTimestamp());
    super.processWatermark(mark);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    load.checkpointTaken(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    load.checkpointCompleted(checkpointId);
  }

  @Override
  public void finish() throws Exception {
    flush();
    super.finish();
  }
}
