package io.millrace.source.postgres.connect;

import io.millrace.source.Secret;
import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * A database and how to reach it.
 *
 * @param hosts one or more {@code host:port}; of several the one that takes writes is used
 * @param retryFor how long it is tried to reach it before the job fails and starts again
 */
public record PostgresDatabase(
    List<String> hosts,
    String database,
    String user,
    Secret password,
    Tls tls,
    Duration connectTimeout,
    Duration retryFor)
    implements Serializable {

  public static final Duration RETRY_FOR = Duration.ofMinutes(1);

  /** What the text forms depend on. */
  private static final String SETTINGS =
      "SET DateStyle = ISO; SET IntervalStyle = postgres; SET TimeZone = 'UTC';"
          + " SET extra_float_digits = 1; SET bytea_output = hex;"
          + " SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0";

  public PostgresDatabase {
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("no host");
    }
  }

  public static PostgresDatabase of(String host, String database, String user, Secret password) {
    return new PostgresDatabase(
        List.of(host), database, user, password, Tls.DEFAULT, Duration.ofSeconds(10), RETRY_FOR);
  }

  public PostgresDatabase withRetryFor(Duration changed) {
    return new PostgresDatabase(hosts, database, user, password, tls, connectTimeout, changed);
  }

  /** A connection for SQL, in autocommit. */
  public Connection open() throws SQLException {
    return connect(properties());
  }

  /**
   * As {@link #open}.
   *
   * @param silence seconds without an answer after which the server is taken for dead
   */
  public Connection open(int silence) throws SQLException {
    Properties properties = properties();
    properties.setProperty("socketTimeout", Integer.toString(silence));
    return connect(properties);
  }

  /** A connection that also takes replication commands. */
  Connection openReplication(Properties more) throws SQLException {
    Properties properties = properties();
    properties.putAll(more);
    properties.setProperty("replication", "database");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("preferQueryMode", "simple");
    return connect(properties);
  }

  private Connection connect(Properties properties) throws SQLException {
    Connection connection = login(properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private Connection login(Properties properties) throws SQLException {
    try {
      return new Driver().connect(url(), properties);
    } catch (SQLException e) {
      throw LoginRefusedException.orSame(this, e);
    }
  }

  private String url() {
    return "jdbc:postgresql://"
        + String.join(",", hosts)
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    if (!password.value().isEmpty()) {
      properties.setProperty("password", password.value());
    }
    properties.setProperty("ApplicationName", "millrace");
    properties.setProperty("tcpKeepAlive", "true");
    long seconds = Math.max(1, connectTimeout.toSeconds());
    properties.setProperty("connectTimeout", Long.toString(seconds));
    properties.setProperty("loginTimeout", Long.toString(seconds * hosts.size()));
    if (hosts.size() > 1) {
      properties.setProperty("targetServerType", "primary");
    }
    tls.into(properties);
    return properties;
  }

  /** For messages. */
  public String where() {
    return String.join(",", hosts) + "/" + database;
  }
}
