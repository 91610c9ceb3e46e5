package io.millrace.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The keys of one table. Only an index that holds for every row and at every moment makes one: not
 * partial, not over expressions, not deferrable, no exclusion.
 *
 * @param primaryKey empty when there is none
 * @param identity columns of the index that was chosen as replica identity; empty when none was
 */
record CatalogKeys(List<String> primaryKey, List<List<String>> uniqueKeys, List<String> identity) {

  /** Columns that are only INCLUDEd come after the key's own. */
  private static final String KEYS =
      """
      SELECT i.indisprimary, i.indisreplident,
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
    List<String> identity = List.of();
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
          if (row.getBoolean("indisreplident")) {
            identity = columns;
          }
        }
      }
    }
    return new CatalogKeys(primaryKey, uniqueKeys, identity);
  }

  /** See {@link SourceTable#rowKey}. */
  List<String> rowKey(ReplicaIdentity replicaIdentity, CatalogColumns columns) {
    return switch (replicaIdentity) {
      case DEFAULT -> primaryKey;
      case INDEX -> identity;
      case FULL -> primaryKey.isEmpty() ? smallestUnique(columns) : primaryKey;
      case NOTHING -> List.of();
    };
  }

  /** The choice may not change while the keys stay: it does not go by the order they were made. */
  private List<String> smallestUnique(CatalogColumns columns) {
    return uniqueKeys.stream()
        .filter(key -> key.stream().allMatch(columns::canBeKey))
        .min(
            Comparator.<List<String>>comparingInt(List::size)
                .thenComparing(key -> String.join("\0", key)))
        .orElse(List.of());
  }
}
