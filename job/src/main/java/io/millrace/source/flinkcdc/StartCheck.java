package io.millrace.source.flinkcdc;

import io.millrace.change.Column;
import io.millrace.change.TableId;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What has to be so for this connector to give a table exactly. Looked at before every start, on
 * the JobManager; refuses, with the remedy, what the connector would silently get wrong.
 */
final class StartCheck implements Serializable {

  private static final long serialVersionUID = 1;
  private static final String OTHER = "Use 'connector: postgres'";

  private final FlinkCdcOptions options;
  private final List<SourceScan> scans;

  StartCheck(FlinkCdcOptions options, List<SourceScan> scans) {
    this.options = options;
    this.scans = new ArrayList<>(scans);
    scans.forEach(StartCheck::checkNames);
    scans.forEach(StartCheck::checkKey);
  }

  void run(Connection connection) throws SQLException {
    checkEncoding(connection);
    for (SourceScan scan : scans) {
      checkTypes(scan, enums(connection, scan));
      checkTable(connection, scan);
      checkPublished(connection, scan);
    }
  }

  /** The connector takes names for patterns, joins them with dots and commas and parses that. */
  private static void checkNames(SourceScan scan) {
    if (!(scan.table().schema() + scan.table().name()).matches("[\\p{L}\\p{N}_$-]+")) {
      throw refused(scan, "has a name of more than letters, digits, _, $ and -", OTHER);
    }
  }

  private static void checkKey(SourceScan scan) {
    if (scan.isKeyedByPosition()) {
      throw new SourceRefusedException(
          "Source flink-cdc: table " + scan.table() + " has no key", OTHER + ", or add a key");
    }
    for (int index : scan.key()) {
      if (scan.layout().column(index).nullable()) {
        throw refused(
            scan, scan.columnName(index), "is in the key and may be NULL", "Choose another key");
      }
    }
    int first = scan.key().get(0);
    if (!SupportedTypes.isCuttable(scan.typeOids().get(first))) {
      throw refused(
          scan, scan.columnName(first), "leads the key; its type cannot cut the snapshot", OTHER);
    }
  }

  private static void checkEncoding(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SHOW server_encoding");
        ResultSet row = query.executeQuery()) {
      row.next();
      if ("SQL_ASCII".equals(row.getString(1))) {
        throw new SourceRefusedException(
            "Source flink-cdc: the database's encoding is SQL_ASCII: its text may be no text",
            OTHER);
      }
    }
  }

  private static void checkTypes(SourceScan scan, Set<Long> enums) {
    for (int i = 0; i < scan.layout().size(); i++) {
      Column column = scan.layout().column(i);
      long oid = scan.typeOids().get(i);
      if (!SupportedTypes.isExact(oid, enums.contains(oid), column.type())) {
        throw refused(
            scan, column.name(), "has a type (oid " + oid + ") that is not given exactly", OTHER);
      }
    }
  }

  private static Set<Long> enums(Connection connection, SourceScan scan) throws SQLException {
    Set<Long> enums = new HashSet<>();
    String sql = "SELECT oid::bigint FROM pg_type WHERE typtype = 'e' AND oid = ANY (?::oid[])";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, connection.createArrayOf("bigint", scan.typeOids().toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          enums.add(row.getLong(1));
        }
      }
    }
    return enums;
  }

  private static void checkTable(Connection connection, SourceScan scan) throws SQLException {
    String sql =
        "SELECT c.relkind = 'r' AND NOT c.relispartition, c.relreplident <> 'n',"
            + " (SELECT string_agg(n2.nspname || '.' || c2.relname, ', ') FROM pg_class c2"
            + "   JOIN pg_namespace n2 ON n2.oid = c2.relnamespace"
            + "   WHERE c2.oid <> c.oid AND c2.relkind IN ('r', 'p', 'v', 'm', 'f')"
            + "   AND n2.nspname LIKE n.nspname AND c2.relname LIKE c.relname),"
            + " (SELECT string_agg(a.attname, ', ') FROM pg_attribute a"
            + "   WHERE a.attrelid = c.oid AND a.attgenerated <> '' AND a.attname = ANY (?))"
            + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND c.relname = ?";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, connection.createArrayOf("text", names(scan)));
      query.setString(2, scan.table().schema());
      query.setString(3, scan.table().name());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw refused(scan, "does not exist", "Name another, or create it");
        }
        check(scan, row.getBoolean(1), "is no ordinary table", OTHER);
        check(
            scan,
            row.getBoolean(2),
            "has replica identity NOTHING",
            "ALTER TABLE ... REPLICA IDENTITY DEFAULT (or FULL)");
        check(
            scan,
            row.getString(3) == null,
            "cannot be told by the connector from " + row.getString(3) + " (_ is any character)",
            OTHER);
        check(
            scan,
            row.getString(4) == null,
            "has generated columns, which the log leaves out: " + row.getString(4),
            "Leave them out of the query");
      }
    }
  }

  /** Rows and columns that the publication leaves out would be in the snapshot all the same. */
  private void checkPublished(Connection connection, SourceScan scan) throws SQLException {
    String sql =
        "SELECT to_jsonb(p)->>'rowfilter' IS NULL,"
            + " to_jsonb(p)->'attnames' IS NULL OR to_jsonb(p)->'attnames' ?& ?"
            + " FROM pg_publication_tables p WHERE pubname = ? AND schemaname = ? AND tablename = ?";
    try (PreparedStatement query = connection.prepareStatement(sql.replace("?&", "??&"))) {
      query.setArray(1, connection.createArrayOf("text", names(scan)));
      query.setString(2, options.publication());
      query.setString(3, scan.table().schema());
      query.setString(4, scan.table().name());
      try (ResultSet row = query.executeQuery()) {
        check(
            scan,
            row.next(),
            "is not in the publication " + options.publication(),
            "Run 'millrace init', or CREATE PUBLICATION / ALTER PUBLICATION ... ADD TABLE");
        check(scan, row.getBoolean(1), "is published with a row filter", "Publish all of it");
        check(scan, row.getBoolean(2), "is published with few columns", "Publish all of it");
      }
    }
  }

  private static Object[] names(SourceScan scan) {
    return scan.layout().columns().stream().map(Column::name).toArray();
  }

  private static void check(SourceScan scan, boolean good, String what, String remedy) {
    if (!good) {
      throw refused(scan, what, remedy);
    }
  }

  private static SourceRefusedException refused(SourceScan scan, String what, String remedy) {
    TableId table = scan.table();
    return new SourceRefusedException("Source flink-cdc: table " + table + " " + what, remedy);
  }

  private static SourceRefusedException refused(
      SourceScan scan, String column, String what, String remedy) {
    return refused(scan, "column " + column + ": " + what, remedy);
  }
}
