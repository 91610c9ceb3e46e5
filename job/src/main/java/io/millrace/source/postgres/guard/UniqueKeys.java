package io.millrace.source.postgres.guard;

import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Whether keys are still keys. With another replica identity than FULL the log says so itself: the
 * columns leave the identity when their index goes.
 */
public final class UniqueKeys {

  private static final String LOST =
      """
      SELECT true FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND c.relreplident = 'f' AND NOT EXISTS (
        SELECT FROM pg_index i
        CROSS JOIN LATERAL (
          SELECT array_agg(a.attname::text) AS columns
          FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
          WHERE k.place <= i.indnkeyatts) x
        WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
          AND NOT i.indisexclusion AND i.indpred IS NULL AND i.indexprs IS NULL
          AND x.columns @> ? AND x.columns <@ ?)
      """;

  private UniqueKeys() {}

  /**
   * @throws SourceRefusedException if two rows could have one key
   */
  static void check(Connection sql, List<SourceScan> scans) throws SQLException {
    for (SourceScan scan : scans) {
      if (scan.isKeyedByPosition()) {
        continue;
      }
      List<String> key = scan.key().stream().map(scan::columnName).toList();
      if (isLost(sql, scan, key)) {
        throw new SourceRefusedException(
            "Following the log: the columns "
                + String.join(", ", key)
                + " of "
                + scan.table()
                + " are no longer a unique key, so they do not tell its rows apart",
            "Make the unique index again and start the job anew"
                + " (millrace run --truncate-targets --adopt-slot)");
      }
    }
  }

  private static boolean isLost(Connection sql, SourceScan scan, List<String> key)
      throws SQLException {
    try (PreparedStatement query = sql.prepareStatement(LOST)) {
      query.setString(1, scan.table().schema());
      query.setString(2, scan.table().name());
      query.setArray(3, sql.createArrayOf("text", key.toArray()));
      query.setArray(4, sql.createArrayOf("text", key.toArray()));
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }
}
