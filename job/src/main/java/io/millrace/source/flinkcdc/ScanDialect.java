package io.millrace.source.flinkcdc;

import static io.debezium.connector.postgresql.PostgresObjectUtils.newPostgresValueConverterBuilder;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.jdbc.JdbcConnection;
import io.debezium.relational.TableId;
import io.millrace.source.SourceScan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.cdc.connectors.base.config.JdbcSourceConfig;
import org.apache.flink.cdc.connectors.base.source.assigner.splitter.ChunkSplitter;
import org.apache.flink.cdc.connectors.base.source.assigner.state.ChunkSplitterState;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.reader.external.FetchTask;
import org.apache.flink.cdc.connectors.base.source.reader.external.JdbcSourceFetchTaskContext;
import org.apache.flink.cdc.connectors.postgres.source.PostgresDialect;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * The connector's door to Postgres, with what Millrace does otherwise: snapshot rows are read in
 * text form ({@link ChunkRead}), both marks of a chunk are the slot's position, tables are those of
 * the pipeline exactly, connections are not pooled (the pool outlives the job), and the slot is
 * acknowledged only up to what a checkpoint holds.
 */
final class ScanDialect extends PostgresDialect {

  private static final long serialVersionUID = 1;

  private final SourceDatabase database;
  private final List<SourceScan> scans;

  /** Made on the connector's reading thread, acknowledged from the task's. */
  private transient volatile StreamRead stream;

  ScanDialect(PostgresSourceConfig config, SourceDatabase database, List<SourceScan> scans) {
    super(config);
    this.database = database;
    this.scans = new ArrayList<>(scans);
  }

  static Optional<SourceScan> scanOf(TableId table, List<SourceScan> scans) {
    return scans.stream()
        .filter(s -> s.table().schema().equals(table.schema()))
        .filter(s -> s.table().name().equals(table.table()))
        .findFirst();
  }

  @Override
  public JdbcConnection openJdbcConnection(JdbcSourceConfig config) {
    PostgresConnectorConfig debezium = ((PostgresSourceConfig) config).getDbzConnectorConfig();
    PostgresConnection connection =
        new PostgresConnection(
            debezium.getJdbcConfig(), newPostgresValueConverterBuilder(debezium), "millrace");
    try {
      connection.connect();
      return connection;
    } catch (SQLException e) {
      throw new FlinkRuntimeException(
          "Source flink-cdc: no connection to the database " + database.name(), e);
    }
  }

  @Override
  public List<TableId> discoverDataCollections(JdbcSourceConfig config) {
    return super.discoverDataCollections(config).stream()
        .filter(table -> scanOf(table, scans).isPresent())
        .toList();
  }

  @Override
  public Offset displayCurrentOffset(JdbcSourceConfig config) {
    try {
      return database.slotPosition().toOffset();
    } catch (SQLException e) {
      throw new FlinkRuntimeException("Source flink-cdc: the slot's position cannot be read", e);
    }
  }

  @Override
  public ChunkSplitter createChunkSplitter(JdbcSourceConfig config) {
    return createChunkSplitter(config, ChunkSplitterState.NO_SPLITTING_TABLE_STATE);
  }

  @Override
  public ChunkSplitter createChunkSplitter(JdbcSourceConfig config, ChunkSplitterState state) {
    return new KeySplitter(config, this, state, scans);
  }

  @Override
  public FetchTask<SourceSplitBase> createFetchTask(SourceSplitBase split) {
    if (split.isSnapshotSplit()) {
      return new ChunkRead(split.asSnapshotSplit(), scans);
    }
    stream = new StreamRead(split.asStreamSplit());
    return stream;
  }

  @Override
  public JdbcSourceFetchTaskContext createFetchTaskContext(JdbcSourceConfig config) {
    return new ScanContext(config, this);
  }

  /** For a checkpoint from before the stream, the connector would acknowledge all it has read. */
  @Override
  public void notifyCheckpointComplete(long checkpointId, Offset offset) {
    StreamRead present = stream;
    if (offset != null && present != null) {
      present.commitCurrentOffset(offset);
    }
  }
}
