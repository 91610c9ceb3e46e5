package io.millrace.source.postgres;

import io.millrace.local.LocalHome;
import io.millrace.local.PostgresServer;
import io.millrace.source.Secret;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.connect.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real Postgres, of which each test gets a database of its own. */
final class TestPostgres implements AutoCloseable {

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Path dir;
  private final PostgresServer server;

  private TestPostgres(Path dir, PostgresServer server) {
    this.dir = dir;
    this.server = server;
  }

  static TestPostgres start(Map<String, String> settings) {
    try {
      Path dir = Files.createTempDirectory("millrace-source");
      PostgresServer server = serverIn(dir);
      Map<String, String> all = new HashMap<>(settings);
      all.put("max_replication_slots", "200");
      all.put("fsync", "off");
      server = server.withSettings(all);
      server.start();
      return new TestPostgres(dir, server);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of the version that is tested. */
  static PostgresServer serverIn(Path dir) {
    PostgresServer server = new PostgresServer(LocalHome.ofTest(dir));
    String version = System.getProperty("millrace.postgres");
    return version == null ? server : server.withVersion(version);
  }

  /** A server that has been set up otherwise; closing deletes its directory. */
  static TestPostgres of(Path dir, PostgresServer server) {
    return new TestPostgres(dir, server);
  }

  /** Where its data and logs are. */
  Path dir() {
    return dir;
  }

  /** A database that is there. */
  Database database(String name) {
    return new Database(name);
  }

  /**
   * Whether a publication can have column lists and row filters, which it can since Postgres 15.
   */
  boolean narrowsTables() throws SQLException {
    try (Connection sql = server.connect("postgres")) {
      return sql.getMetaData().getDatabaseMajorVersion() >= 15;
    }
  }

  PostgresServer server() {
    return server;
  }

  Database database() throws SQLException {
    String name = "test" + NAMES.incrementAndGet();
    try (Connection sql = server.connect("postgres");
        Statement statement = sql.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return new Database(name);
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (var files = Files.walk(dir)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** One test's database; its slot and publication have its name. */
  final class Database {

    private final String name;

    private Database(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    Connection connect() throws SQLException {
      return server.connect(name);
    }

    void run(String... statements) throws SQLException {
      try (Connection sql = connect();
          Statement statement = sql.createStatement()) {
        for (String text : statements) {
          statement.execute(text);
        }
      }
    }

    String ask(String query) throws SQLException {
      try (Connection sql = connect();
          Statement statement = sql.createStatement();
          ResultSet row = statement.executeQuery(query)) {
        return row.next() ? row.getString(1) : null;
      }
    }

    long askLong(String query) throws SQLException {
      return Long.parseLong(ask(query));
    }

    /** End of the log now. */
    long lsn() throws SQLException {
      return askLong("SELECT (pg_current_wal_flush_lsn() - '0/0')::bigint");
    }

    List<SourceScan> scans(String... tables) throws SQLException {
      try (Connection sql = connect()) {
        List<SourceScan> scans = new ArrayList<>();
        for (String table : tables) {
          scans.add(Scans.of(sql, table));
        }
        return scans;
      }
    }

    PostgresDatabase address() {
      return PostgresDatabase.of(
          "127.0.0.1:" + server.port(),
          name,
          PostgresServer.USER,
          new Secret(PostgresServer.PASSWORD));
    }

    PostgresSourceOptions options() {
      return PostgresSourceOptions.of(address(), name);
    }
  }
}
