package io.millrace.source.flinkcdc;

import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.millrace.source.SourceScan;
import java.util.List;
import org.apache.flink.cdc.connectors.base.config.JdbcSourceConfig;
import org.apache.flink.cdc.connectors.base.source.assigner.state.ChunkSplitterState;
import org.apache.flink.cdc.connectors.postgres.source.PostgresChunkSplitter;
import org.apache.flink.cdc.connectors.postgres.source.PostgresDialect;

/** Cuts a table's snapshot by the first column of the key that the pipeline uses. */
final class KeySplitter extends PostgresChunkSplitter {

  private final List<SourceScan> scans;

  KeySplitter(
      JdbcSourceConfig config,
      PostgresDialect dialect,
      ChunkSplitterState state,
      List<SourceScan> scans) {
    super(config, dialect, state);
    this.scans = scans;
  }

  @Override
  protected Column getSplitColumn(Table table, String chunkKeyColumn) {
    return ScanDialect.scanOf(table.id(), scans)
        .map(scan -> table.columnWithName(scan.columnName(scan.key().get(0))))
        .orElseGet(() -> super.getSplitColumn(table, chunkKeyColumn));
  }
}
