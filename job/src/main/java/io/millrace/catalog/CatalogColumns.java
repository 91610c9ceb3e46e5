package io.millrace.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The columns of one table, domains followed down to their base types. */
record CatalogColumns(List<SourceColumn> columns, Map<String, Equality> equalities) {

  /**
   * A domain's typmod is its own, never the column's. Since Postgres 18 {@code attnotnull} is true
   * also for a constraint that existing rows may break (NOT VALID).
   */
  private static final String COLUMNS =
      """
      WITH RECURSIVE base (attnum, oid, typmod) AS (
        SELECT a.attnum, a.atttypid, a.atttypmod
        FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT b.attnum, t.typbasetype, CASE b.typmod WHEN -1 THEN t.typtypmod ELSE b.typmod END
        FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.oid AND t.typtype = 'd'
      )
      SELECT a.attname,
             pg_catalog.format_type(a.atttypid, a.atttypmod) AS type_name,
             b.oid AS type_oid,
             b.typmod,
             t.typtype::text,
             pg_catalog.format_type(b.oid, NULL) AS base_name,
             a.attnotnull AND NOT EXISTS (
               SELECT FROM pg_catalog.pg_constraint n
               WHERE n.conrelid = a.attrelid AND n.contype = 'n' AND NOT n.convalidated
                 AND n.conkey = ARRAY[a.attnum]) AS not_null,
             a.attgenerated <> '' AS generated,
             coalesce(c.collisdeterministic, true) AS deterministic
      FROM pg_catalog.pg_attribute a
      JOIN base b ON b.attnum = a.attnum
      JOIN pg_catalog.pg_type t ON t.oid = b.oid AND t.typtype <> 'd'
      LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
      WHERE a.attrelid = ?
      ORDER BY a.attnum
      """;

  static CatalogColumns read(Connection connection, long table) throws SQLException {
    List<SourceColumn> columns = new ArrayList<>();
    Map<String, Equality> equalities = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setLong(1, table);
      statement.setLong(2, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = row.getString("attname");
          columns.add(column(name, row));
          equalities.put(name, equality(row));
        }
      }
    }
    return new CatalogColumns(columns, equalities);
  }

  /** Whether it is never NULL, in the log, and of one spelling per value. */
  boolean canBeKey(String name) {
    return columns.stream().anyMatch(c -> c.name().equals(name) && c.notNull() && !c.generated())
        && equalities.get(name).isExact();
  }

  private static SourceColumn column(String name, ResultSet row) throws SQLException {
    long oid = row.getLong("type_oid");
    return new SourceColumn(
        name,
        row.getString("type_name"),
        oid,
        PostgresTypes.columnType(oid, row.getInt("typmod")),
        row.getBoolean("not_null"),
        row.getBoolean("generated"));
  }

  private static Equality equality(ResultSet row) throws SQLException {
    return PostgresTypes.equality(
        row.getLong("type_oid"),
        row.getInt("typmod"),
        row.getString("typtype").charAt(0),
        row.getString("base_name"),
        row.getBoolean("deterministic"));
  }
}
