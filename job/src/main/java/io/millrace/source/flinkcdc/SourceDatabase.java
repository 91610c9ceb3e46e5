package io.millrace.source.flinkcdc;

import io.millrace.change.Position;
import io.millrace.source.SourceRefusedException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Millrace itself asks of Postgres beside the connector: short questions, each over a
 * connection of its own. Thread-safe.
 */
final class SourceDatabase implements Serializable {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(SourceDatabase.class);

  /** SQLSTATE duplicate_object. */
  private static final String DUPLICATE = "42710";

  private final FlinkCdcOptions options;

  SourceDatabase(FlinkCdcOptions options) {
    this.options = options;
  }

  String name() {
    return options.database();
  }

  Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", options.user());
    properties.setProperty("password", options.password().value());
    properties.setProperty("ApplicationName", "millrace");
    long seconds = Math.max(1, options.connectTimeout().toSeconds());
    properties.setProperty("connectTimeout", Long.toString(seconds));
    properties.setProperty("socketTimeout", Long.toString(3 * seconds));
    ConnectorConfiguration.encryption(options).forEach(properties::setProperty);
    return DriverManager.getConnection(ConnectorConfiguration.url(options), properties);
  }

  Optional<Slot> slot(Connection connection) throws SQLException {
    String sql =
        "SELECT plugin, database, to_jsonb(s)->>'wal_status', confirmed_flush_lsn - '0/0'"
            + " FROM pg_replication_slots s WHERE slot_name = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, options.slot());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Slot(
                    options.slot(),
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4)))
            : Optional.empty();
      }
    }
  }

  /** The slot of a job that has no state yet; made when there is none. */
  Slot slotForFreshStart(Connection connection) throws SQLException {
    Optional<Slot> present = slot(connection);
    if (present.isEmpty()) {
      createSlot(connection);
      present = slot(connection);
    }
    Slot slot = present.orElseThrow(() -> Slot.missing(options.slot()));
    LOG.info("Slot {} begins at {}.", slot.name(), Position.lsn(slot.confirmed()));
    return slot.checkUsable(options.database());
  }

  private void createSlot(Connection connection) throws SQLException {
    String sql = "SELECT pg_create_logical_replication_slot(?, 'pgoutput')";
    try (PreparedStatement create = connection.prepareStatement(sql)) {
      create.setString(1, options.slot());
      create.execute();
    } catch (SQLException e) {
      if (!DUPLICATE.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  /**
   * The slot of a job that goes on; never made anew.
   *
   * @throws SourceRefusedException when it cannot serve what comes after the position
   */
  void checkSlot(LogPosition position) throws SQLException {
    try (Connection connection = connect()) {
      slot(connection)
          .orElseThrow(() -> Slot.missing(options.slot()))
          .checkUsable(options.database())
          .checkServes(position, system(connection), endOfLog(connection));
    }
  }

  /** The position of a snapshot: where the slot begins, as long as nothing was acknowledged. */
  LogPosition slotPosition() throws SQLException {
    try (Connection connection = connect()) {
      Slot slot = slot(connection).orElseThrow(() -> Slot.missing(options.slot()));
      slot.checkUsable(options.database());
      return LogPosition.atSlot(slot.confirmed(), system(connection));
    }
  }

  /**
   * The end of the log: nothing that can be seen now was committed after it. Then puts a message
   * behind it, so that the log passes it even if nothing else is ever changed.
   */
  long markEndOfLog() throws SQLException {
    try (Connection connection = connect()) {
      long end = endOfLog(connection);
      nudge(connection);
      return end;
    }
  }

  /** Puts a message into the log that nobody reads, so that the slot has something to pass. */
  void nudge() throws SQLException {
    try (Connection connection = connect()) {
      nudge(connection);
    }
  }

  /** Transactional: as a message of its own, Postgres before 14 would not send it. */
  private static void nudge(Connection connection) throws SQLException {
    number(connection, "SELECT pg_logical_emit_message(true, 'millrace', '') - '0/0'");
  }

  private static long endOfLog(Connection connection) throws SQLException {
    return number(connection, "SELECT pg_current_wal_insert_lsn() - '0/0'");
  }

  private static long system(Connection connection) throws SQLException {
    return number(connection, "SELECT system_identifier FROM pg_control_system()");
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
