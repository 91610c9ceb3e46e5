package io.millrace.source.postgres.guard;

import io.millrace.change.TableId;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.decode.Identifiers;
import io.millrace.source.postgres.split.Partition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The partitions of followed tables. Rows that come or go with a whole partition are not in the
 * log: so the set of partitions may only grow by those that were made as such, and were empty.
 */
public final class Partitions {

  /**
   * A table's system columns are entered when it is made and never after, so their transaction is
   * the one that made it.
   */
  private static final String PARTITIONS =
      """
      SELECT c.oid::bigint AS oid, n.nspname, c.relname, c.relkind::text, c.relpersistence::text,
             i.xmin::text::bigint AS attached, i.xmin = a.xmin AS made_as_partition,
             c.relreplident = 'f' OR c.relkind = 'p' OR EXISTS (
               SELECT FROM pg_index x
               WHERE x.indrelid = c.oid
                 AND CASE c.relreplident WHEN 'd' THEN x.indisprimary
                     WHEN 'i' THEN x.indisreplident ELSE false END
                 AND ARRAY(SELECT k.attname::text FROM pg_attribute k
                           WHERE k.attrelid = c.oid AND k.attnum = ANY (x.indkey)) @> ?)
             AS identity_has_key
      FROM pg_class t JOIN pg_namespace s ON s.oid = t.relnamespace
      CROSS JOIN LATERAL pg_partition_tree(t.oid) p
      JOIN pg_class c ON c.oid = p.relid AND c.oid <> t.oid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_inherits i ON i.inhrelid = c.oid
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tableoid'
      WHERE s.nspname = ? AND t.relname = ? AND t.relkind = 'p'
      ORDER BY 2, 3
      """;

  /** What the catalogue says of a partition. */
  private record Found(
      TableId table,
      TableId name,
      Partition partition,
      boolean madeAsPartition,
      String kind,
      String persistence,
      boolean identityHasKey) {}

  private Partitions() {}

  /**
   * All partitions there are.
   *
   * @throws SourceRefusedException if one of them cannot be followed
   */
  public static Set<Partition> read(Connection sql, List<SourceScan> scans) throws SQLException {
    Set<Partition> partitions = new HashSet<>();
    for (Found found : find(sql, scans)) {
      partitions.add(found.partition());
    }
    return partitions;
  }

  /**
   * Whether a table's partitions can be followed.
   *
   * @param key names of its key's columns; empty: it has none, and rows only come
   */
  public static void check(Connection sql, TableId table, List<String> key) throws SQLException {
    find(sql, table, key).forEach(Partitions::check);
  }

  /**
   * All partitions there are now.
   *
   * @param known those whose rows have been read or followed
   * @throws SourceRefusedException if rows have come or gone with a whole partition
   */
  public static Set<Partition> readAgain(
      Connection sql, List<SourceScan> scans, Set<Partition> known) throws SQLException {
    Set<Partition> gone = new HashSet<>(known);
    Set<Partition> now = new HashSet<>();
    for (Found found : find(sql, scans)) {
      now.add(found.partition());
      if (!gone.remove(found.partition()) && !found.madeAsPartition()) {
        throw new SourceRefusedException(
            "Following the log: "
                + found.name()
                + " has been attached to "
                + found.table()
                + " as a partition; the rows it brought are not in the log",
            ANEW + "; to go without that, attach empty partitions");
      }
    }
    if (!gone.isEmpty()) {
      throw new SourceRefusedException(
          "Following the log: "
              + gone.size()
              + " partition(s) of "
              + partitioned(sql, scans)
              + " have been detached or dropped; that their rows are gone is not in the log",
          ANEW);
    }
    return now;
  }

  private static final String ANEW =
      "Start the job anew (millrace run --truncate-targets --adopt-slot)";

  private static List<Found> find(Connection sql, List<SourceScan> scans) throws SQLException {
    List<Found> all = new ArrayList<>();
    for (SourceScan scan : scans) {
      all.addAll(find(sql, scan.table(), scan.isKeyedByPosition() ? List.of() : key(scan)));
    }
    all.forEach(Partitions::check);
    return all;
  }

  private static List<String> key(SourceScan scan) {
    return scan.key().stream().map(scan::columnName).toList();
  }

  private static List<Found> find(Connection sql, TableId table, List<String> key)
      throws SQLException {
    List<Found> all = new ArrayList<>();
    try (PreparedStatement query = sql.prepareStatement(PARTITIONS)) {
      query.setArray(1, sql.createArrayOf("text", key.toArray()));
      query.setString(2, table.schema());
      query.setString(3, table.name());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          all.add(
              new Found(
                  table,
                  new TableId(row.getString("nspname"), row.getString("relname")),
                  new Partition(row.getLong("oid"), row.getLong("attached")),
                  row.getBoolean("made_as_partition"),
                  row.getString("relkind"),
                  row.getString("relpersistence"),
                  key.isEmpty() || row.getBoolean("identity_has_key")));
        }
      }
    }
    return all;
  }

  private static void check(Found found) {
    String partition = "Partition " + found.name() + " of " + found.table();
    String alter = "ALTER TABLE " + Identifiers.quote(found.name()) + " ";
    if (!found.kind().equals("r") && !found.kind().equals("p")) {
      throw new SourceRefusedException(
          partition + " is a foreign table: its changes are not in the log", "Leave it out");
    }
    if (found.kind().equals("r") && !found.persistence().equals("p")) {
      throw new SourceRefusedException(
          partition + " is unlogged: its changes are not in the log", alter + "SET LOGGED");
    }
    if (!found.identityHasKey()) {
      throw new SourceRefusedException(
          partition + " has a replica identity without the table's key",
          alter + "REPLICA IDENTITY DEFAULT (or FULL)");
    }
  }

  private static String partitioned(Connection sql, List<SourceScan> scans) throws SQLException {
    String query =
        "SELECT string_agg(c.relname, ', ' ORDER BY 1) FROM pg_class c JOIN pg_namespace n"
            + " ON n.oid = c.relnamespace WHERE c.relkind = 'p'"
            + " AND n.nspname || '.' || c.relname = ANY (?)";
    Object[] names = scans.stream().map(s -> s.table().schema() + "." + s.table().name()).toArray();
    try (PreparedStatement statement = sql.prepareStatement(query)) {
      statement.setArray(1, sql.createArrayOf("text", Arrays.copyOf(names, names.length)));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
