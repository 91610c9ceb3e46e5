package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Postgres, ready for logical replication. Its superuser is {@link #USER}, its database {@link
 * #DATABASE}.
 *
 * <p>It listens on loopback with a password, and on a Unix socket in {@link #socketDir()}.
 */
public final class PostgresServer extends SingleProcessServer {
  public static final String USER = "millrace";
  public static final String PASSWORD = "millrace";
  public static final String DATABASE = "shop";

  private static final String PORT = "sql";
  private static final int USUAL_PORT = 5432;
  // Linux takes 107 bytes, and Postgres adds its file name.
  private static final int SOCKET_DIR_LENGTH = 85;
  private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(5);
  private static final String NEEDS = "Is the disk full, or the directory not writable?";
  // Includes crash recovery after a kill.
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "wal_level", "logical",
          "max_replication_slots", "20",
          "max_wal_senders", "20",
          // A dead reader's slot is free again after this, and a restarted job waits for it.
          "wal_sender_timeout", "30s",
          "listen_addresses", Ports.HOST,
          "log_line_prefix", "%m [%p] %q%u@%d ",
          "timezone", "UTC",
          "log_timezone", "UTC");

  private final LocalHome home;
  private final String version;
  private final Map<String, String> settings;

  public PostgresServer(LocalHome home) {
    this(home, Versions.POSTGRES, Map.of());
  }

  private PostgresServer(LocalHome home, String version, Map<String, String> settings) {
    // SIGINT is Postgres's fast shutdown: transactions are rolled back, replication readers get
    // what is written.
    super(new ServerProcess(home, "postgres"), "INT");
    this.home = home;
    this.version = version;
    this.settings = Map.copyOf(settings);
  }

  /**
   * The same server with another version, such as "16" or "16.10.0". A data directory belongs to
   * one major version.
   */
  public PostgresServer withVersion(String newVersion) {
    return new PostgresServer(home, Versions.postgres(newVersion), settings);
  }

  /**
   * The same server with further settings of postgresql.conf, which win over ours; they count from
   * the next start.
   */
  public PostgresServer withSettings(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(more);
    return new PostgresServer(home, version, all);
  }

  public String version() {
    return version;
  }

  @Override
  public void start() {
    if (process().isRunning()) {
      return;
    }
    Path programs = PostgresBinaries.unpacked(home.cache(), version);
    if (!Files.exists(data().resolve("PG_VERSION"))) {
      initialize(programs);
    }
    PostgresLeftovers.clear(data());
    Map<String, Integer> ports = process().choosePorts(Map.of(PORT, USUAL_PORT));
    process()
        .launch(
            NotRoot.command(commandLine(programs, ports.get(PORT)), process().dir()),
            Map.of(),
            ports);
    process().awaitAnswer(this::answers, START_TIMEOUT);
    createDatabase();
  }

  private void initialize(Path programs) {
    Path draft = process().dir().resolve("data.draft");
    Path password = process().dir().resolve("password");
    try {
      Files.createDirectories(process().dir());
      Unpack.delete(draft);
      Files.createDirectories(draft);
      Files.writeString(password, PASSWORD);
      Tool.run(
          NotRoot.command(initdb(programs, draft, password), process().dir()),
          INITDB_TIMEOUT,
          NEEDS);
      // A half-made data directory, after a crash in initdb, would be taken for a whole one.
      Files.move(draft, data());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the data directory " + data(), e);
    }
  }

  private static List<String> initdb(Path programs, Path data, Path password) {
    return List.of(
        programs.resolve("bin/initdb").toString(),
        "--pgdata=" + data,
        "--username=" + USER,
        "--pwfile=" + password,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync");
  }

  private List<String> commandLine(Path programs, int port) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of(programs.resolve("bin/postgres").toString(), "-D", data().toString()));
    Map<String, String> all = new TreeMap<>(SETTINGS);
    all.put("port", Integer.toString(port));
    all.put("unix_socket_directories", socketDir().toString());
    all.putAll(settings);
    all.forEach((key, value) -> line.addAll(List.of("-c", key + "=" + value)));
    return line;
  }

  private boolean answers() {
    try (Connection connection = connect("postgres")) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private void createDatabase() {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      ResultSet found =
          statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'");
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    } catch (SQLException e) {
      throw process()
          .failure("Cannot create database " + DATABASE + ": " + e.getMessage() + ".", e);
    }
  }

  public int port() {
    return process().port(PORT);
  }

  private Path data() {
    return process().dir().resolve("data");
  }

  /**
   * Where the Unix socket is, named after the port: its own directory, or /tmp if that path is too
   * long for a socket.
   */
  public Path socketDir() {
    return process().dir().toString().length() <= SOCKET_DIR_LENGTH
        ? process().dir()
        : Path.of("/tmp");
  }

  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(Ports.HOST, port(), database);
  }

  /** As pipeline.yaml and psql have it, without the password. */
  public String url() {
    return "postgresql://%s@%s:%d/%s".formatted(USER, Ports.HOST, port(), DATABASE);
  }

  /** A connection of the superuser to {@link #DATABASE}. */
  public Connection connect() throws SQLException {
    return connect(DATABASE);
  }

  public Connection connect(String database) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", USER);
    login.setProperty("password", PASSWORD);
    return DriverManager.getConnection(jdbcUrl(database), login);
  }

  @Override
  public Map<String, String> addresses() {
    return process().ports().isEmpty()
        ? Map.of()
        : Map.of("sql", url().replace("@", ":" + PASSWORD + "@"));
  }
}
