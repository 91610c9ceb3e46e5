package io.millrace.source.flinkcdc;

import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputReplicationMessage;
import io.debezium.pipeline.DataChangeEvent;
import io.millrace.source.SourceScan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;
import org.apache.flink.cdc.connectors.postgres.source.config.PostgresSourceConfig;
import org.apache.flink.cdc.connectors.postgres.source.fetch.PostgresScanFetchTask;
import org.apache.flink.cdc.connectors.postgres.source.fetch.PostgresSourceFetchTaskContext;

/**
 * Reads one chunk of a table. Values come as Postgres prints them and go through the very functions
 * that the log's values go through, so a row read and the same row streamed are the same bytes (the
 * connector's own reader takes what the JDBC driver makes of them, which loses microseconds and
 * shifts old dates). Runs on the connector's reading thread.
 */
final class ChunkRead extends PostgresScanFetchTask {

  private final List<SourceScan> scans;
  private final ReadingThread thread = new ReadingThread();

  ChunkRead(SnapshotSplit split, List<SourceScan> scans) {
    super(split);
    this.scans = scans;
  }

  @Override
  public void execute(Context context) throws Exception {
    thread.begin();
    try {
      super.execute(context);
    } finally {
      thread.end();
    }
  }

  @Override
  public void close() {
    super.close();
    thread.interrupt();
  }

  @Override
  protected void executeDataSnapshot(Context context) throws Exception {
    PostgresSourceFetchTaskContext connector = (PostgresSourceFetchTaskContext) context;
    SourceScan scan = ScanDialect.scanOf(snapshotSplit.getTableId(), scans).orElseThrow();
    PostgresConnection connection = connector.getConnection();
    Connection jdbc = connection.connection();
    jdbc.setAutoCommit(false);
    ChunkQuery query = ChunkQuery.of(scan, snapshotSplit);
    int fetchRows =
        ((PostgresSourceConfig) connector.getSourceConfig())
            .getDbzConnectorConfig()
            .getSnapshotFetchSize();
    try (PreparedStatement statement = query.prepare(jdbc);
        ResultSet rows = run(statement, fetchRows)) {
      read(rows, scan, connection.getTypeRegistry(), connector.getQueue());
    } finally {
      jdbc.rollback();
    }
  }

  private static ResultSet run(PreparedStatement statement, int fetchRows) throws SQLException {
    statement.setFetchSize(fetchRows);
    return statement.executeQuery();
  }

  private void read(
      ResultSet rows, SourceScan scan, TypeRegistry types, ChangeEventQueue<DataChangeEvent> queue)
      throws SQLException, InterruptedException {
    int table = scans.indexOf(scan);
    RowMaker maker = new RowMaker(scan);
    CellEncoder[] encoders = new CellEncoder[scan.layout().size()];
    PostgresType[] columns = new PostgresType[encoders.length];
    for (int i = 0; i < encoders.length; i++) {
      encoders[i] = new CellEncoder(scan.layout().column(i).type());
      columns[i] = types.get(Math.toIntExact(scan.typeOids().get(i)));
    }
    while (rows.next()) {
      maker.begin();
      for (int i = 0; i < encoders.length; i++) {
        Object value = value(scan.columnName(i), columns[i], rows.getString(i + 1), types);
        maker.add(i, encoders[i].encode(value), true);
      }
      queue.enqueue(new DataChangeEvent(new ReadRecord(table, maker.row())));
    }
  }

  private static Object value(String column, PostgresType type, String text, TypeRegistry types) {
    return text == null
        ? null
        : PgOutputReplicationMessage.getValue(
            column, type, type.getName(), text, () -> null, false, types);
  }
}
