package io.millrace.source.postgres.connect;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;

/** A connection that takes replication commands. For one thread. */
public final class ReplicationConnection implements AutoCloseable {

  private final PostgresDatabase database;
  private final Connection connection;
  private final PatientSocket socket;

  private ReplicationConnection(
      PostgresDatabase database, Connection connection, PatientSocket socket) {
    this.database = database;
    this.connection = connection;
    this.socket = socket;
  }

  /**
   * @param silence seconds without a byte from the server after which it is taken for dead; 0:
   *     never
   */
  public static ReplicationConnection open(PostgresDatabase database, int silence)
      throws SQLException {
    return open(database, silence, "millrace");
  }

  /**
   * @param applicationName what the server shows it as
   */
  public static ReplicationConnection open(
      PostgresDatabase database, int silence, String applicationName) throws SQLException {
    String name = UUID.randomUUID().toString();
    Properties properties = new Properties();
    properties.setProperty("socketFactory", PatientSocketFactory.class.getName());
    properties.setProperty("socketFactoryArg", name);
    properties.setProperty("ApplicationName", applicationName);
    properties.setProperty("classLoaderStrategy", "context-first");
    properties.setProperty("socketTimeout", Integer.toString(silence));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(PatientSocketFactory.class.getClassLoader());
    try {
      Connection connection = database.openReplication(properties);
      return new ReplicationConnection(database, connection, PatientSocketFactory.take(name));
    } finally {
      thread.setContextClassLoader(before);
      PatientSocketFactory.take(name);
    }
  }

  public ServerIdentity identity() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new ServerIdentity(
          row.getString("systemid"), row.getInt("timeline"), row.getString("dbname"));
    }
  }

  /** The file that says where a timeline left the one before: see {@code TIMELINE_HISTORY}. */
  public String timelineHistory(int timeline) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      row.next();
      return new String(row.getBytes(2), StandardCharsets.UTF_8);
    }
  }

  /** Runs a replication command that gives no rows worth reading. */
  public void execute(String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  /** Runs a replication command that answers with one row; its columns by name. */
  public Map<String, String> row(String command) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(command)) {
      row.next();
      Map<String, String> values = new HashMap<>();
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
        values.put(row.getMetaData().getColumnLabel(i), row.getString(i));
      }
      return values;
    }
  }

  /** A setting of the server. */
  public String setting(String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Starts {@code START_REPLICATION …}; the connection serves nothing else until it is closed. */
  public CopyDual startReplication(String command) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI().copyDual(command);
  }

  /** Waits for input; false on time-out. */
  public boolean await(int millis) throws SQLException {
    try {
      return socket.await(millis);
    } catch (java.io.IOException e) {
      throw new SQLException("Connection to " + database.where() + " lost", "08006", e);
    }
  }

  /**
   * Closes the socket first: pgjdbc's own way would wait for the server to end the stream. May be
   * called by another thread to end a read.
   */
  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
      connection.close();
    } catch (java.io.IOException | SQLException e) {
      // It is gone either way.
    }
  }
}
