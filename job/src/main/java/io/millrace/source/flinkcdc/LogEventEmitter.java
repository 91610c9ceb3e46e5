package io.millrace.source.flinkcdc;

import io.millrace.change.Change;
import io.millrace.change.LogEvent;
import io.millrace.change.Position;
import java.time.Clock;
import java.util.Iterator;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplitState;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceRecords;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitState;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplitState;
import org.apache.flink.cdc.connectors.base.source.meta.wartermark.WatermarkEvent;
import org.apache.flink.cdc.connectors.postgres.source.offset.PostgresOffset;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Gives out what the connector has read, batch by batch. Checkpoint barriers fall between batches;
 * so a batch ends with what a checkpoint would have to know in the split's state.
 *
 * <p>Runs in the task's thread.
 */
final class LogEventEmitter implements RecordEmitter<SourceRecords, LogEvent, SourceSplitState> {

  private final FlinkCdcOptions options;
  private final ChangeReader changes;
  private final Clock clock;

  private Position ofReads;
  private long endOfLogAtStart;
  private StreamEmission stream;

  LogEventEmitter(FlinkCdcOptions options, ChangeReader changes, Clock clock) {
    this.options = options;
    this.changes = changes;
    this.clock = clock;
  }

  /** The log will be read; its end at this time. */
  void begins(long endOfLog) {
    endOfLogAtStart = endOfLog;
  }

  @Override
  public void emitRecord(
      SourceRecords batch, SourceOutput<LogEvent> output, SourceSplitState split) {
    if (split.isStreamSplitState()) {
      emitChanges(batch.iterator(), output, split.asStreamSplitState());
    } else {
      emitReads(batch.iterator(), output, split.asSnapshotSplitState());
    }
  }

  /** A chunk: the connector's low mark, rows, its high mark. Both marks are the slot's position. */
  private void emitReads(
      Iterator<SourceRecord> batch, SourceOutput<LogEvent> output, SnapshotSplitState split) {
    while (batch.hasNext()) {
      SourceRecord next = batch.next();
      if (next instanceof ReadRecord read) {
        changes.read(
            read,
            (table, kind, key, row) ->
                output.collect(new Change(table, kind, ofReads, Long.MIN_VALUE, key, row)));
      } else if (WatermarkEvent.isLowWatermarkEvent(next)) {
        ofReads = LogPosition.of(PostgresOffset.of(next)).ofReads();
      } else if (WatermarkEvent.isHighWatermarkEvent(next)) {
        split.setHighWatermark(PostgresOffset.of(next));
      }
    }
  }

  private void emitChanges(
      Iterator<SourceRecord> batch, SourceOutput<LogEvent> output, StreamSplitState split) {
    if (stream == null) {
      LogPosition start = LogPosition.of(split.getStartingOffset());
      stream =
          new StreamEmission(
              new StreamProgress(
                  start, endOfLogAtStart, options.watermarkInterval(), options.idleInterval()),
              changes,
              clock);
      stream.begin(output);
    }
    LogPosition before = stream.position();
    while (batch.hasNext()) {
      stream.emit(batch.next(), output);
    }
    stream.endBatch(output);
    LogPosition after = stream.position();
    if (!after.equals(before)) {
      split.setStartingOffset(after.toOffset());
    }
  }
}
