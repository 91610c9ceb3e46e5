package io.millrace.source.postgres;

import io.millrace.change.Change;
import io.millrace.change.LogEvent;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.fetch.Batch;
import io.millrace.source.postgres.split.StreamSplit;
import io.millrace.source.postgres.stream.LogProgress;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

/**
 * Of one reader: rows and chunks by table, and for the reader that follows the log: {@code
 * commitLsn}, {@code lagBytes} (log that Postgres has written and this source has not emitted),
 * {@code acknowledgedLsn}, {@code reconnects}.
 */
final class ReaderMetrics {

  private final Counter records;
  private final Counter[] rows;
  private final Counter[] chunks;
  private volatile long emittedEnd;

  ReaderMetrics(SourceReaderMetricGroup group, LogProgress progress, List<SourceScan> scans) {
    records = group.getIOMetricGroup().getNumRecordsInCounter();
    rows = new Counter[scans.size()];
    chunks = new Counter[scans.size()];
    for (int table = 0; table < rows.length; table++) {
      MetricGroup ofTable = group.addGroup("table", scans.get(table).table().toString());
      rows[table] = ofTable.counter("rows");
      chunks[table] = ofTable.counter("snapshotChunksRead");
    }
    group.gauge("commitLsn", () -> emittedEnd);
    group.gauge("lagBytes", () -> lag(progress.serverEnd()));
    group.gauge("acknowledgedLsn", progress::acknowledged);
    group.gauge("reconnects", progress::reconnects);
  }

  private long lag(long serverEnd) {
    return emittedEnd == 0 ? 0 : Math.max(0, serverEnd - emittedEnd);
  }

  void emitted(Batch batch) {
    for (LogEvent event : batch.events()) {
      if (event instanceof Change change && change.kind() != Change.Kind.TRUNCATE) {
        rows[change.table()].inc();
        records.inc();
      }
    }
    if (batch.after() instanceof StreamSplit log) {
      emittedEnd = log.resume();
    } else if (batch.last()) {
      chunks[((io.millrace.source.postgres.split.ChunkSplit) batch.after()).table()].inc();
    }
  }
}
