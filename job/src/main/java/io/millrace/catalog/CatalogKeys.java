package io.millrace.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of one table. Only an index that holds for every row and at every moment makes one: not
 * partial, not over expressions, not deferrable, no exclusion.
 *
 * @param primaryKey empty when there is none
 */
record CatalogKeys(List<String> primaryKey, List<List<String>> uniqueKeys) {

  /** Columns that are only INCLUDEd come after the key's own. */
  private static final String KEYS =
      """
      SELECT i.indisprimary,
             ARRAY(SELECT a.attname::text
                   FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
                   JOIN pg_catalog.pg_attribute a
                     ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                   WHERE k.place <= i.indnkeyatts
                   ORDER BY k.place) AS columns
      FROM pg_catalog.pg_index i
      WHERE i.indrelid = ? AND i.indisunique AND i.indimmediate AND i.indisvalid
        AND NOT i.indisexclusion AND i.indpred IS NULL AND i.indexprs IS NULL
      ORDER BY i.indexrelid
      """;

  static CatalogKeys read(Connection connection, long table) throws SQLException {
    List<String> primaryKey = List.of();
    List<List<String>> uniqueKeys = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(KEYS)) {
      statement.setLong(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          List<String> columns = List.of((String[]) row.getArray("columns").getArray());
          if (row.getBoolean("indisprimary")) {
            primaryKey = columns;
          } else {
            uniqueKeys.add(columns);
          }
        }
      }
    }
    return new CatalogKeys(primaryKey, uniqueKeys);
  }
}
