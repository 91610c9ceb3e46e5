package io.millrace.source.flinkcdc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceRecords;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitSerializer;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.base.source.reader.IncrementalSourceReaderContext;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.cdc.connectors.postgres.source.reader.PostgresSourceReader;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.synchronization.FutureCompletingBlockingQueue;

/**
 * The connector's reader, which checks the slot before it follows the log, and notes the end that
 * the log has then: the last snapshot row has been read. Runs in the task's thread.
 */
@SuppressWarnings({"unchecked", "rawtypes"})
final class ConnectorReader extends PostgresSourceReader {

  private final LogEventEmitter emitter;
  private final SourceDatabase database;

  ConnectorReader(
      FutureCompletingBlockingQueue<RecordsWithSplitIds<SourceRecords>> queue,
      Supplier splitReaders,
      LogEventEmitter emitter,
      IncrementalSourceReaderContext context,
      PostgresSourceConfig config,
      SourceSplitSerializer splits,
      ScanDialect dialect,
      SourceDatabase database) {
    super(
        queue,
        splitReaders,
        emitter,
        context.getSourceReaderContext().getConfiguration(),
        context,
        config,
        splits,
        dialect);
    this.emitter = emitter;
    this.database = database;
  }

  @Override
  public void addSplits(List splits) {
    List<SourceSplitBase> checked = new ArrayList<>();
    for (SourceSplitBase split : (List<SourceSplitBase>) splits) {
      boolean toBeStreamed = split.isStreamSplit() && split.asStreamSplit().isCompletedSplit();
      checked.add(toBeStreamed ? checked(split.asStreamSplit()) : split);
    }
    super.addSplits(checked);
  }

  private StreamSplit checked(StreamSplit split) {
    LogPosition start = LogPosition.of(split.getStartingOffset());
    try {
      database.checkSlot(start);
      long endOfLog = database.markEndOfLog();
      emitter.begins(endOfLog);
      return start.isSnapshotRead() ? split : from(split, start.snapshotRead(endOfLog));
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException("Source flink-cdc: the slot cannot be checked", e);
    }
  }

  private static StreamSplit from(StreamSplit split, LogPosition start) {
    return new StreamSplit(
        split.splitId(),
        start.toOffset(),
        split.getEndingOffset(),
        split.getFinishedSnapshotSplitInfos(),
        split.getTableSchemas(),
        split.getTotalFinishedSplitSize(),
        split.isSuspended(),
        split.isSnapshotCompleted());
  }
}
