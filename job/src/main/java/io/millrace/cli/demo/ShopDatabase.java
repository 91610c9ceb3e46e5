package io.millrace.cli.demo;

import io.millrace.cli.connect.PostgresAccess;
import io.millrace.cli.connect.PostgresFailure;
import io.millrace.cli.failure.CommandFailure;
import io.millrace.pipeline.SourceDefinition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.replication.LogSequenceNumber;

/** The demo's tables in Postgres. Knows its own from a user's by their comment. */
final class ShopDatabase implements AutoCloseable {

  private static final String TABLES = "order_items, orders, products, customers";
  private static final String COMMENT =
      "SELECT obj_description(to_regclass('public.customers'), 'pg_class')";
  private static final String EXISTING =
      """
      SELECT count(*) FROM pg_tables
      WHERE schemaname = 'public' AND tablename IN ('customers', 'products', 'orders', 'order_items')
      """;

  private final SourceDefinition source;
  private final Connection connection;

  ShopDatabase(SourceDefinition source) {
    this.source = source;
    this.connection = new PostgresAccess(source).open();
  }

  boolean isLoaded() {
    return "Millrace demo".equals(text(COMMENT));
  }

  /**
   * Removes what an earlier demo left.
   *
   * @throws CommandFailure if the tables are somebody else's
   */
  void clear() {
    if (!isLoaded() && !"0".equals(text(EXISTING))) {
      throw new CommandFailure(
          "database "
              + source.database()
              + " has a table customers, products, orders or order_items that is not the demo's",
          "Rename it, or use another stack: MILLRACE_HOME=/some/directory.");
    }
    execute("DROP TABLE IF EXISTS " + TABLES);
    execute("DROP PUBLICATION IF EXISTS \"" + source.publication() + "\"");
    dropSlot();
  }

  /** The reader of a job that was just cancelled may hold the slot for a moment. */
  private void dropSlot() {
    try (PreparedStatement end =
            connection.prepareStatement(
                "SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots"
                    + " WHERE slot_name = ? AND active");
        PreparedStatement drop =
            connection.prepareStatement(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE slot_name = ?")) {
      end.setString(1, source.slot());
      end.execute();
      drop.setString(1, source.slot());
      drop.execute();
    } catch (SQLException e) {
      throw PostgresFailure.of(source, e);
    }
  }

  void load() {
    execute(DemoFiles.shop());
  }

  /** Runs statements as one transaction. */
  void execute(String statements) {
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(statements);
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw PostgresFailure.of(source, e);
    }
  }

  /** A position of the log behind everything committed so far. */
  long position() {
    return LogSequenceNumber.valueOf(text("SELECT pg_current_wal_lsn()")).asLong();
  }

  /** The answer's only value; null for NULL. */
  String text(String query) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      throw PostgresFailure.of(source, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The server ends it either way.
    }
  }
}
