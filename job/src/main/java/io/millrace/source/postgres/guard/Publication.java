package io.millrace.source.postgres.guard;

import io.millrace.change.TableId;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.postgres.decode.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A publication: the tables whose changes a slot's reader is sent. */
final class Publication {

  private Publication() {}

  static void createOrCheck(Connection sql, String name, List<TableId> tables) throws SQLException {
    if (exists(sql, name)) {
      check(sql, name, tables);
      return;
    }
    String list = tables.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    execute(
        sql,
        "CREATE PUBLICATION "
            + Identifiers.quote(name)
            + " FOR TABLE "
            + list
            + " WITH (publish_via_partition_root = true)");
  }

  private static boolean exists(Connection sql, String name) throws SQLException {
    try (PreparedStatement query =
        sql.prepareStatement("SELECT 1 FROM pg_publication WHERE pubname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /**
   * @throws SourceRefusedException if it does not publish every change of every table
   */
  static void check(Connection sql, String name, List<TableId> tables) throws SQLException {
    String remedy = "ALTER PUBLICATION " + Identifiers.quote(name) + " ";
    Set<TableId> published = new HashSet<>();
    try (PreparedStatement query =
        sql.prepareStatement(
            "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = ?")) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          published.add(new TableId(rows.getString(1), rows.getString(2)));
        }
      }
    }
    for (TableId table : tables) {
      if (!published.contains(table)) {
        throw new SourceRefusedException(
            "Publication " + name + " does not publish " + table,
            remedy
                + "ADD TABLE "
                + Identifiers.quote(table)
                + " (a partitioned table also needs SET (publish_via_partition_root = true))");
      }
    }
    checkOperations(sql, name, remedy);
  }

  private static void checkOperations(Connection sql, String name, String remedy)
      throws SQLException {
    try (PreparedStatement query =
        sql.prepareStatement(
            "SELECT pubinsert AND pubupdate AND pubdelete AND pubtruncate FROM pg_publication"
                + " WHERE pubname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (row.next() && !row.getBoolean(1)) {
          throw new SourceRefusedException(
              "Publication " + name + " leaves out some operations",
              remedy + "SET (publish = 'insert, update, delete, truncate')");
        }
      }
    }
  }

  /** Null when it has none, or does not exist. */
  static String comment(Connection sql, String name) throws SQLException {
    try (PreparedStatement query =
        sql.prepareStatement(
            "SELECT obj_description(oid, 'pg_publication') FROM pg_publication"
                + " WHERE pubname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  static void comment(Connection sql, String name, String text) throws SQLException {
    execute(
        sql,
        "COMMENT ON PUBLICATION "
            + Identifiers.quote(name)
            + " IS '"
            + text.replace("'", "''")
            + "'");
  }

  private static void execute(Connection sql, String command) throws SQLException {
    try (Statement statement = sql.createStatement()) {
      statement.execute(command);
    }
  }
}
