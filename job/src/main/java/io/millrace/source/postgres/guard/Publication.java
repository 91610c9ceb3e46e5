package io.millrace.source.postgres.guard;

import io.millrace.change.TableId;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.decode.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A publication: the tables whose changes a slot's reader is sent. */
public final class Publication {

  /** Through JSON, because Postgres 14 has neither column lists nor row filters. */
  private static final String PUBLISHED =
      """
      SELECT p.schemaname, p.tablename, to_jsonb(p) ->> 'rowfilter' AS filter,
             ARRAY(SELECT jsonb_array_elements_text(to_jsonb(p) -> 'attnames')) AS columns
      FROM pg_publication_tables p WHERE p.pubname = ?
      """;

  /**
   * What is published of a table.
   *
   * @param columns empty: all of them
   */
  private record Published(Set<String> columns, String filter) {}

  private Publication() {}

  static void createIfAbsent(Connection sql, String name, List<TableId> tables)
      throws SQLException {
    if (exists(sql, name)) {
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
   * @throws SourceRefusedException if it does not publish every change of every wanted column: then
   *     the targets would quietly stay behind
   */
  public static void check(Connection sql, String name, List<SourceScan> scans)
      throws SQLException {
    String alter = "ALTER PUBLICATION " + Identifiers.quote(name) + " ";
    if (!exists(sql, name)) {
      throw new SourceRefusedException(
          "Publication " + name + " is gone",
          "Make it again (millrace init); changes written meanwhile may not be published: then read"
              + " the tables anew");
    }
    checkOperations(sql, name, alter);
    Map<TableId, Published> published = published(sql, name);
    for (SourceScan scan : scans) {
      checkTable(name, scan, published.get(scan.table()), alter);
    }
  }

  private static void checkTable(String name, SourceScan scan, Published found, String alter) {
    String table = Identifiers.quote(scan.table());
    if (found == null) {
      throw new SourceRefusedException(
          "Publication " + name + " does not publish " + scan.table(),
          alter
              + "ADD TABLE "
              + table
              + " (a partitioned table also needs SET (publish_via_partition_root = true); a"
              + " partition is not published beside the table it is of)");
    }
    if (found.filter() != null) {
      throw new SourceRefusedException(
          "Publication " + name + " publishes only some rows of " + scan.table(),
          "Take the row filter out of the publication and write it as WHERE in the query");
    }
    for (int i = 0; i < scan.ownColumns(); i++) {
      if (!found.columns().isEmpty() && !found.columns().contains(scan.columnName(i))) {
        throw new SourceRefusedException(
            "Publication " + name + " leaves out " + scan.table() + "." + scan.columnName(i),
            "Take the column list out of the publication, or leave the column out of the query");
      }
    }
  }

  private static Map<TableId, Published> published(Connection sql, String name)
      throws SQLException {
    Map<TableId, Published> published = new HashMap<>();
    try (PreparedStatement query = sql.prepareStatement(PUBLISHED)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          published.put(
              new TableId(row.getString("schemaname"), row.getString("tablename")),
              new Published(
                  Set.of((String[]) row.getArray("columns").getArray()), row.getString("filter")));
        }
      }
    }
    return published;
  }

  private static void checkOperations(Connection sql, String name, String alter)
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
              alter + "SET (publish = 'insert, update, delete, truncate')");
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
    String literal = "'" + text.replace("'", "''") + "'";
    execute(sql, "COMMENT ON PUBLICATION " + Identifiers.quote(name) + " IS " + literal);
  }

  private static void execute(Connection sql, String command) throws SQLException {
    try (Statement statement = sql.createStatement()) {
      statement.execute(command);
    }
  }
}
