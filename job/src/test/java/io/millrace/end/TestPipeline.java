package io.millrace.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.catalog.SourceTable;
import io.millrace.local.ClickHouseServer;
import io.millrace.local.PostgresServer;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.PipelineReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A Postgres database and a ClickHouse database of a test's own, and the pipeline between them. */
public final class TestPipeline {

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  public final String name;
  private final PostgresServer postgres;
  private final ClickHouseServer clickhouse;
  private final Map<String, String> queries = new TreeMap<>();
  private final StringBuilder tables = new StringBuilder();
  private int postgresPort;
  private String clickhouseUrl;
  private String clickhouseLogin = "";
  private String connector = "postgres";
  private String delivery = "exactly-once";
  private String checkpointInterval = "1s";
  private String retryFor = "1min";
  private String maxPendingBytes = "128mb";
  private String flushInterval = "500ms";

  public TestPipeline(TestServers servers) {
    this(servers.postgres, servers.clickhouse);
  }

  public TestPipeline(PostgresServer postgres, ClickHouseServer clickhouse) {
    name = "end" + NAMES.incrementAndGet();
    this.postgres = postgres;
    this.clickhouse = clickhouse;
    postgresPort = postgres.port();
    clickhouseUrl = clickhouse.httpUrl();
    try (Connection sql = postgres.connect("postgres");
        Statement statement = sql.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    clickhouse.query("CREATE DATABASE " + name);
  }

  public TestPipeline connector(String changed) {
    connector = changed;
    return this;
  }

  public TestPipeline checkpointInterval(String changed) {
    checkpointInterval = changed;
    return this;
  }

  public TestPipeline retryFor(String changed) {
    retryFor = changed;
    return this;
  }

  public TestPipeline maxPendingBytes(String changed) {
    maxPendingBytes = changed;
    return this;
  }

  public TestPipeline flushInterval(String changed) {
    flushInterval = changed;
    return this;
  }

  /** The job reaches its servers through others' ports; the test itself goes straight to them. */
  public TestPipeline through(int postgresProxy, int clickhouseProxy) {
    postgresPort = postgresProxy;
    clickhouseUrl = "http://localhost:" + clickhouseProxy;
    return this;
  }

  /** Who the job is to ClickHouse; the test itself is {@code default}. */
  public TestPipeline clickhouseUser(String user, String password) {
    clickhouseLogin = "  user: " + user + "\n  password: " + password + "\n";
    return this;
  }

  public TestPipeline delivery(String changed) {
    delivery = changed;
    return this;
  }

  /**
   * @param query as in pipeline.yaml; its columns are compared with the target's
   * @param more further keys of the table, as YAML lines
   */
  public TestPipeline table(String table, String query, String... more) {
    queries.put(table, query);
    tables.append("  ").append(table).append(":\n    query: ").append(query).append('\n');
    for (String line : more) {
      tables.append("    ").append(line).append('\n');
    }
    return this;
  }

  /** A straight copy: a table without a query. */
  public TestPipeline copy(String table) {
    queries.put(table, "SELECT * FROM " + table);
    tables.append("  ").append(table).append(":\n");
    return this;
  }

  public String yaml() {
    return yaml(postgresPort, clickhouseUrl);
  }

  private String yaml(int port, String url) {
    return """
        name: %s
        source:
          type: postgres
          connector: %s
          url: postgresql://millrace@localhost:%d/%s
          password: millrace
        clickhouse:
          url: %s
          database: %s
          max-pending-bytes: %s
          flush-interval: %s
        %sdelivery: %s
        checkpoint-interval: %s
        retry-for: %s
        tables:
        """
            .formatted(
                name,
                connector,
                port,
                name,
                url,
                name,
                maxPendingBytes,
                flushInterval,
                clickhouseLogin,
                delivery,
                checkpointInterval,
                retryFor)
        + tables;
  }

  public Pipeline pipeline() {
    return new PipelineReader().read("test.yaml", yaml());
  }

  public void sql(String... statements) {
    try (Connection sql = postgres.connect(name);
        Statement statement = sql.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row, or null. */
  public String ask(String query) {
    try (Connection sql = postgres.connect(name);
        Statement statement = sql.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All statements in one transaction. */
  public void transaction(String... statements) {
    sql("BEGIN; " + String.join("; ", statements) + "; COMMIT");
  }

  /** Both databases; nothing may use them any more. */
  public void drop() {
    try (Connection sql = postgres.connect("postgres");
        Statement statement = sql.createStatement()) {
      statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    clickhouse.query("DROP DATABASE " + name + " SYNC");
  }

  public String clickhouse(String query) {
    return clickhouse.query(query.replace("{db}", name)).strip();
  }

  /** Waits until what Postgres has committed by now is published. */
  public void awaitPublished() {
    long lsn = lsn();
    Awaitility.await("commit at or after " + lsn)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() -> published() >= lsn);
  }

  public long published() {
    return Long.parseLong(clickhouse("SELECT max(commit_lsn) FROM {db}._millrace_commits"));
  }

  public long lsn() {
    try (Connection sql = postgres.connect(name);
        Statement statement = sql.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every table, in full, both ways; and no version twice. */
  public void assertEqual() {
    assertSameRows();
    assertNothingTwice();
  }

  /** Every table, in full, both ways; as {@code FINAL} shows it. */
  public void assertSameRows() {
    queries.forEach(
        (table, text) -> {
          ComparedQuery query = compared(table, text);
          assertThat(target(table, query.columns()))
              .as(table)
              .containsExactlyElementsOf(source(query.sql()));
        });
  }

  private ComparedQuery compared(String table, String query) {
    if (!query.contains(SourceTable.POSITION.get(0))) {
      return new ComparedQuery(query, "*");
    }
    String direct = yaml(postgres.port(), clickhouse.httpUrl());
    return ComparedQuery.withoutPosition(new PipelineReader().read("test.yaml", direct), table);
  }

  /** Without FINAL: also while rows keep coming. */
  public void assertNothingTwice() {
    queries
        .keySet()
        .forEach(
            t -> assertThat(duplicates(t)).as("%s: versions that come twice", t).isEqualTo("0"));
  }

  public Connection connect() throws SQLException {
    return postgres.connect(name);
  }

  public String duplicates(String table) {
    String key =
        clickhouse(
            "SELECT arrayStringConcat(groupArray('`' || name || '`'), ', ') FROM system.columns"
                + " WHERE database = '{db}' AND table = '"
                + table
                + "' AND is_in_primary_key");
    return clickhouse(
        "SELECT count() FROM (SELECT 1 FROM {db}.`%s` GROUP BY %s, _version HAVING count() > 1)"
            .formatted(table, key));
  }

  private List<String> source(String query) {
    List<String> rows = new ArrayList<>();
    try (Connection sql = postgres.connect(name);
        Statement statement = sql.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          values.add(plain(row.getString(i)));
        }
        rows.add(String.join("\t", values));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    rows.sort(null);
    return rows;
  }

  private List<String> target(String table, String columns) {
    String lines =
        clickhouse.query(
            "SELECT %s FROM %s.`%s_current` SETTINGS output_format_decimal_trailing_zeros = 1 FORMAT TSVRaw"
                .formatted(columns, name, table));
    List<String> rows = new ArrayList<>();
    for (String line : lines.split("\n")) {
      if (!line.isEmpty()) {
        List<String> values = new ArrayList<>();
        for (String value : line.split("\t", -1)) {
          values.add(plain(value.equals("\\N") ? null : value));
        }
        rows.add(String.join("\t", values));
      }
    }
    rows.sort(null);
    return rows;
  }

  /**
   * One form for what the two databases print differently: NULL, booleans, fractions of seconds.
   */
  private static String plain(String value) {
    if (value == null) {
      return "NULL";
    }
    if (value.equals("t") || value.equals("f")) {
      return value.equals("t") ? "true" : "false";
    }
    return value.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(\\+00)?")
        ? value.replaceAll("\\+00$", "").replaceAll("\\.0+$|(\\.\\d*[1-9])0+$", "$1")
        : value;
  }
}
