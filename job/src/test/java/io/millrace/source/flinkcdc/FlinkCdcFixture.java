package io.millrace.source.flinkcdc;

import io.millrace.change.Change;
import io.millrace.change.ChangeTypes;
import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.RowLayout;
import io.millrace.change.TableId;
import io.millrace.local.LocalHome;
import io.millrace.local.PostgresServer;
import io.millrace.source.Secret;
import io.millrace.source.SourceScan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A Postgres, and jobs that record what the source gives from it. */
final class FlinkCdcFixture implements AutoCloseable {

  private final PostgresServer server;
  private final Path dir;

  FlinkCdcFixture(Path dir) {
    this.dir = dir;
    this.server = new PostgresServer(LocalHome.ofTest(dir.resolve("home")));
    server.start();
  }

  Connection connect() throws SQLException {
    return server.connect();
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  List<List<Object>> query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<Object>> result = new ArrayList<>();
      while (rows.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getObject(i));
        }
        result.add(row);
      }
      return result;
    }
  }

  long endOfLog() throws SQLException {
    return ((Number) query("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint").get(0).get(0))
        .longValue();
  }

  FlinkCdcOptions options(String name) {
    return FlinkCdcOptions.of(
        "127.0.0.1",
        server.port(),
        PostgresServer.DATABASE,
        PostgresServer.USER,
        new Secret(PostgresServer.PASSWORD),
        name);
  }

  static FlinkCdcOptions withChunkRows(FlinkCdcOptions o, int chunkRows) {
    return new FlinkCdcOptions(
        o.host(),
        o.port(),
        o.database(),
        o.user(),
        o.password(),
        o.sslMode(),
        o.sslRootCertificate(),
        o.slot(),
        o.publication(),
        chunkRows,
        o.fetchRows(),
        o.pollInterval(),
        o.heartbeatInterval(),
        o.watermarkInterval(),
        o.idleInterval(),
        Duration.ofSeconds(1),
        o.retainedCheckpoints(),
        o.connectTimeout());
  }

  /** All columns of a table, as the catalogue would have them. */
  SourceScan scan(String table, int... otherKey) throws SQLException {
    List<Column> columns = new ArrayList<>();
    List<Long> oids = new ArrayList<>();
    List<Integer> key = new ArrayList<>();
    String sql =
        "SELECT a.attname, a.atttypid::bigint, a.attnotnull, a.atttypmod,"
            + " array_position(i.indkey::int[], a.attnum::int)"
            + " FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND"
            + " i.indisprimary WHERE attrelid = '"
            + table
            + "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
    for (List<Object> row : query(sql)) {
      long oid = (Long) row.get(1);
      columns.add(
          new Column((String) row.get(0), type(oid, (Integer) row.get(3)), !(Boolean) row.get(2)));
      oids.add(oid);
      if (row.get(4) != null) {
        key.add(columns.size() - 1);
      }
    }
    Arrays.stream(otherKey).forEach(key::add);
    return new SourceScan(
        new TableId("public", table.replace("\"", "")), RowLayout.of(columns), oids, key);
  }

  private static ColumnType type(long oid, int modifier) {
    return switch ((int) oid) {
      case 16 -> ColumnType.of(ColumnType.Kind.BOOL);
      case 17 -> ColumnType.of(ColumnType.Kind.BYTES);
      case 20 -> ColumnType.of(ColumnType.Kind.INT64);
      case 21 -> ColumnType.of(ColumnType.Kind.INT16);
      case 23 -> ColumnType.of(ColumnType.Kind.INT32);
      case 700 -> ColumnType.of(ColumnType.Kind.FLOAT32);
      case 701 -> ColumnType.of(ColumnType.Kind.FLOAT64);
      case 1082 -> ColumnType.of(ColumnType.Kind.DATE);
      case 1083 -> ColumnType.of(ColumnType.Kind.TIME);
      case 1114 -> ColumnType.of(ColumnType.Kind.TIMESTAMP);
      case 1184 -> ColumnType.of(ColumnType.Kind.TIMESTAMPTZ);
      case 2950 -> ColumnType.of(ColumnType.Kind.UUID);
      case 1700 ->
          modifier < 0
              ? ColumnType.of(ColumnType.Kind.NUMERIC)
              : ColumnType.decimal((modifier - 4) >> 16, (modifier - 4) & 0x7FF);
      default -> ColumnType.of(ColumnType.Kind.STRING);
    };
  }

  /** Starts a job that records to the tape of that name. */
  RunningJob start(FlinkCdcOptions options, List<SourceScan> scans, String tape, String restore)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.setString("execution.checkpointing.dir", dir.resolve("checkpoints").toUri() + "");
    configuration.setString(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    configuration.setString("restart-strategy.type", "none");
    if (restore != null) {
      configuration.setString("execution.state-recovery.path", restore);
    }
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    flink.enableCheckpointing(500);
    flink.getConfig().disableGenericTypes();
    flink
        .fromSource(
            new FlinkCdcSource(options, scans), WatermarkStrategy.noWatermarks(), "postgres")
        .uid("source")
        .transform("tape", ChangeTypes.LOG_EVENT, new Tape.Recorder(tape))
        .uid("tape")
        .sinkTo(new DiscardingSink<>())
        .uid("sink");
    return new RunningJob(flink.executeAsync(tape), dir.resolve("savepoints"));
  }

  static long reads(Tape tape) {
    return tape.changes().stream().filter(c -> c.kind() == Change.Kind.READ).count();
  }

  @Override
  public void close() {
    server.stop();
  }
}
