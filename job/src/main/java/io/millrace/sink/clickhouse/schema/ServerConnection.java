package io.millrace.sink.clickhouse.schema;

import io.millrace.sink.clickhouse.ClickHouseOptions;
import io.millrace.sink.clickhouse.ClickHouseSchemaException;
import io.millrace.sink.clickhouse.Finding;
import io.millrace.sink.clickhouse.client.Sql;
import io.millrace.sink.clickhouse.schema.StandingTable.StandingColumn;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** One JDBC connection to ClickHouse, with its errors as findings. Not thread-safe. */
public final class ServerConnection implements AutoCloseable {

  /** AUTHENTICATION_FAILED, REQUIRED_PASSWORD, WRONG_PASSWORD, UNKNOWN_USER. */
  private static final Set<Integer> NOT_LET_IN = Set.of(516, 194, 193, 192);

  private final ClickHouseOptions options;
  private final Connection connection;

  private ServerConnection(ClickHouseOptions options, Connection connection) {
    this.options = options;
    this.connection = connection;
  }

  /**
   * Connected to the database {@code system}, because the wanted one may not exist yet.
   *
   * @throws ClickHouseSchemaException if the server cannot be reached or does not let the user in
   */
  public static ServerConnection open(ClickHouseOptions options) {
    Properties properties = new Properties();
    properties.setProperty("user", options.user());
    properties.setProperty("password", options.password().reveal());
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:clickhouse:" + endpoint(options), properties);
      ServerConnection server = new ServerConnection(options, connection);
      server.value("SELECT 1");
      return server;
    } catch (SQLException e) {
      throw new ClickHouseSchemaException(List.of(unreachable(options, e)), e);
    }
  }

  private static String endpoint(ClickHouseOptions options) {
    int port = options.url().getPort();
    boolean secure = "https".equals(options.url().getScheme());
    return options.url().getScheme()
        + "://"
        + options.url().getHost()
        + ':'
        + (port >= 0 ? port : secure ? 443 : 80)
        + "/system"
        + (options.url().getQuery() == null ? "" : "?" + options.url().getQuery());
  }

  private static Finding unreachable(ClickHouseOptions options, SQLException e) {
    String subject = "ClickHouse at " + options.address();
    if (NOT_LET_IN.contains(e.getErrorCode())) {
      return Finding.error(
          subject,
          "user " + options.user() + " is unknown or the password is wrong",
          "Correct clickhouse.user and clickhouse.password");
    }
    if (e.getErrorCode() == 0) {
      return Finding.error(
          subject,
          "cannot be reached (" + rootMessage(e) + ")",
          "Start it, or correct clickhouse.url, which is the HTTP port (8123 by default)");
    }
    return Finding.error(subject, rootMessage(e), "See the server's log");
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.replaceAll("\\s*\\(queryId=[^)]*\\)", "").strip();
  }

  void execute(String what, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failed(what, e);
    }
  }

  /** The first column of the first row; null when there is no row. */
  String value(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  String valueOf(String what, String sql) {
    try {
      return value(sql);
    } catch (SQLException e) {
      throw failed(what, e);
    }
  }

  boolean isTrue(String what, String sql) {
    String value = valueOf(what, sql);
    return value != null && !value.equals("0");
  }

  private ClickHouseSchemaException failed(String what, SQLException e) {
    return new ClickHouseSchemaException(
        List.of(
            Finding.error(
                what, rootMessage(e), "See the message of ClickHouse at " + options.address())),
        e);
  }

  /** Empty when there is none of that name. */
  Optional<StandingTable> table(String name) {
    String which =
        " WHERE database = " + Sql.literal(options.database()) + " AND %s = " + Sql.literal(name);
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT engine, engine_full, sorting_key FROM system.tables"
                    + which.formatted("name"))) {
      if (!rows.next()) {
        return Optional.empty();
      }
      return Optional.of(
          new StandingTable(
              rows.getString(1),
              rows.getString(2),
              StandingTable.sortingKey(rows.getString(3)),
              columns(which.formatted("table"))));
    } catch (SQLException e) {
      throw failed("table " + options.database() + '.' + name, e);
    }
  }

  private List<StandingColumn> columns(String which) throws SQLException {
    List<StandingColumn> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, type, default_kind, is_in_partition_key OR is_in_sorting_key"
                    + " FROM system.columns"
                    + which
                    + " ORDER BY position")) {
      while (rows.next()) {
        columns.add(
            new StandingColumn(
                rows.getString(1), rows.getString(2), rows.getString(3), rows.getBoolean(4)));
      }
    }
    return columns;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed("closing the connection", e);
    }
  }
}
