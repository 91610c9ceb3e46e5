package io.millrace.catalog;

import io.millrace.change.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Postgres's system catalogue, a table when it is first asked for. Needs no privilege on the
 * tables themselves. Not thread-safe; the connection stays the caller's.
 */
public final class PostgresCatalog implements Catalog {

  private static final String RELATION =
      """
      SELECT c.oid, c.relkind::text, c.relpersistence::text, c.relreplident::text,
             EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) AS parent,
             n.nspname IN ('pg_catalog', 'information_schema') AS of_system,
             (SELECT i.indisprimary FROM pg_catalog.pg_index i
              WHERE i.indrelid = c.oid AND i.indisreplident) AS identity_is_primary
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String TABLES =
      """
      SELECT n.nspname, c.relname
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      ORDER BY 1, 2
      """;

  private final Connection connection;
  private final Map<TableId, Lookup> known = new HashMap<>();

  public PostgresCatalog(Connection connection) {
    this.connection = connection;
  }

  @Override
  public Lookup find(TableId id) {
    Lookup lookup = known.get(id);
    if (lookup == null) {
      try {
        lookup = read(id);
      } catch (SQLException e) {
        throw new CatalogUnavailable("table " + id, e);
      }
      known.put(id, lookup);
    }
    return lookup;
  }

  @Override
  public List<TableId> tables() {
    List<TableId> tables = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(TABLES);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        tables.add(new TableId(rows.getString(1), rows.getString(2)));
      }
    } catch (SQLException e) {
      throw new CatalogUnavailable("list of tables", e);
    }
    return tables;
  }

  private Lookup read(TableId id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RELATION)) {
      statement.setString(1, id.schema());
      statement.setString(2, id.name());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? relation(id, row) : new Lookup.Absent();
      }
    }
  }

  private Lookup relation(TableId id, ResultSet row) throws SQLException {
    long oid = row.getLong("oid");
    String kind = row.getString("relkind");
    String persistence = row.getString("relpersistence");
    if (row.getBoolean("of_system")) {
      return new Lookup.Refused("is a system table", "Use tables of your own.");
    }
    if (!kind.equals("r") && !kind.equals("p")) {
      return otherThanTable(kind);
    }
    if (!persistence.equals("p")) {
      return new Lookup.Refused(
          persistence.equals("u") ? "is an unlogged table" : "is a temporary table",
          "Its changes are not in the log: ALTER TABLE … SET LOGGED, or leave it out.");
    }
    boolean partitioned = kind.equals("p");
    if (row.getBoolean("parent") && !partitioned) {
      return new Lookup.Refused(
          "has tables that inherit from it",
          "A query reads their rows too, the log gives them to their own tables: use partitions, or"
              + " query the tables one by one.");
    }
    return table(
        id,
        oid,
        partitioned,
        identity(
            row.getString("relreplident"), row.getObject("identity_is_primary", Boolean.class)));
  }

  private static Lookup otherThanTable(String kind) {
    return switch (kind) {
      case "v" ->
          new Lookup.Refused("is a view", "Write the view's own query over its tables instead.");
      case "m" ->
          new Lookup.Refused(
              "is a materialized view", "Write the view's own query over its tables instead.");
      case "f" ->
          new Lookup.Refused("is a foreign table", "Follow it in the database where its rows are.");
      default -> new Lookup.Refused("is not a table", "Name a table.");
    };
  }

  private Lookup table(TableId id, long oid, boolean partitioned, ReplicaIdentity identity)
      throws SQLException {
    CatalogColumns columns = CatalogColumns.read(connection, oid);
    CatalogKeys keys = CatalogKeys.read(connection, oid);
    return new Lookup.Found(
        new SourceTable(
            id,
            columns.columns(),
            keys.primaryKey(),
            keys.uniqueKeys(),
            identity,
            keys.rowKey(identity, columns)),
        partitioned,
        columns.equalities());
  }

  /**
   * What the log holds of old rows.
   *
   * @param isPrimary whether the index that was chosen is the primary key's; null when there is
   *     none, or no longer
   */
  private static ReplicaIdentity identity(String code, Boolean isPrimary) {
    return switch (code) {
      case "d" -> ReplicaIdentity.DEFAULT;
      case "f" -> ReplicaIdentity.FULL;
      case "i" ->
          isPrimary == null
              ? ReplicaIdentity.NOTHING
              : isPrimary ? ReplicaIdentity.DEFAULT : ReplicaIdentity.INDEX;
      default -> ReplicaIdentity.NOTHING;
    };
  }
}
