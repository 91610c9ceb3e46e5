package io.millrace.query;

import io.millrace.catalog.Lookup;
import io.millrace.catalog.ReplicaIdentity;
import io.millrace.catalog.SourceColumn;
import io.millrace.catalog.SourceTable;
import io.millrace.change.TableId;
import io.millrace.pipeline.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A table of a query's FROM while the query is being understood: becomes a {@link JoinNode} when
 * all that uses it is known.
 */
final class FromTable {

  /** A table joined to another one. */
  static final class Join {
    private JoinKind kind;
    private final List<String> foreignKey;
    private final List<String> referenced;
    private final FromTable child;

    Join(JoinKind kind, List<String> foreignKey, List<String> referenced, FromTable child) {
      this.kind = kind;
      this.foreignKey = foreignKey;
      this.referenced = referenced;
      this.child = child;
    }
  }

  private final String alias;
  private final Lookup.Found found;
  private final SourceTable table;
  private final SqlParserPos position;
  private final Set<String> used = new HashSet<>();
  private final List<Join> joins = new ArrayList<>();
  private FromTable parent;
  private Join joinedBy;

  /**
   * @param position of the table in the query
   * @param first whether the query begins with it; then it may have no key of its own
   * @throws Refusal if changes of the table's rows could not be followed row by row
   */
  FromTable(String alias, Lookup.Found found, SqlParserPos position, boolean first) {
    this.alias = alias;
    this.found = found;
    this.position = position;
    SourceTable catalogued = found.table();
    this.table = first && catalogued.isAppendOnly() ? catalogued.keyedByPosition() : catalogued;
    if (!table.isKeyedByPosition()) {
      refuseIdentity();
      refuseKey();
    }
    used.addAll(table().rowKey());
  }

  private void refuseIdentity() {
    TableId id = table().id();
    String alter = "ALTER TABLE " + SqlName.display(id) + " ";
    if (table().replicaIdentity() == ReplicaIdentity.NOTHING) {
      throw new Refusal(
          position,
          "the log would not tell the key of deleted rows of table "
              + id
              + ": its replica identity is NOTHING",
          alter + "REPLICA IDENTITY DEFAULT.");
    }
    if (table().rowKey().isEmpty()) {
      throw withoutKey(".");
    }
  }

  /**
   * That the table has no key.
   *
   * @param orElse what else could be done
   */
  private Refusal withoutKey(String orElse) {
    TableId id = table().id();
    String alter = "ALTER TABLE " + SqlName.display(id) + " ";
    return new Refusal(
        position,
        "table "
            + id
            + " has no primary key (a DEFERRABLE one does not count), and its replica identity, "
            + table().replicaIdentity()
            + ", has no other key",
        "Add a key, which tells its rows apart: "
            + alter
            + "ADD PRIMARY KEY (…); or make a UNIQUE index over NOT NULL columns and "
            + alter
            + "REPLICA IDENTITY USING INDEX …"
            + orElse);
  }

  /** That a row's place in the log is its only key, and the query does not ask for it. */
  Refusal positionNotSelected() {
    return withoutKey(
        "; or, if rows are only ever inserted, select "
            + String.join(" and ", SourceTable.POSITION)
            + " too: where in the log each row came, its key then (Postgres refuses UPDATE and"
            + " DELETE of such a table while it is published).");
  }

  private void refuseKey() {
    for (String name : table().rowKey()) {
      SourceColumn column = table().column(name).orElseThrow();
      refuseGenerated(column, position);
      if (!found.equality(name).isExact()) {
        throw new Refusal(
            position,
            (table().isKeyedByPrimaryKey() ? "primary" : "unique")
                + " key column "
                + name
                + " of table "
                + table().id()
                + " is of type "
                + column.typeName()
                + ", which cannot be a key here: "
                + found.equality(name).refusal(),
            "Give the table a key of another type.");
      }
    }
  }

  private void refuseGenerated(SourceColumn column, SqlParserPos position) {
    if (column.generated()) {
      throw new Refusal(
          position,
          "column "
              + column.name()
              + " of table "
              + table().id()
              + " is generated, and logical replication leaves generated columns out",
          "List the columns without it, and compute it in ClickHouse.");
    }
  }

  String alias() {
    return alias;
  }

  SourceTable table() {
    return table;
  }

  Lookup.Found found() {
    return found;
  }

  FromTable parent() {
    return parent;
  }

  boolean has(String column) {
    return table().column(column).isPresent();
  }

  /** Notes that the query needs the column. */
  SourceColumn use(String name, SqlParserPos position) {
    SourceColumn column = table().column(name).orElseThrow(() -> unknownColumn(name, position));
    refuseGenerated(column, position);
    used.add(name);
    return column;
  }

  private Refusal unknownColumn(String name, SqlParserPos position) {
    List<String> names = table().columns().stream().map(c -> SqlName.display(c.name())).toList();
    return new Refusal(
        position,
        "table " + table().id() + " has no column \"" + name + "\"",
        NearestName.suggestion(name, names, "Its columns: " + Listing.of(names) + "."));
  }

  /**
   * Joins a table to this one. An INNER join beneath LEFT ones takes whole rows away, so those
   * above it are INNER as well.
   */
  void join(Join join) {
    joins.add(join);
    join.child.parent = this;
    join.child.joinedBy = join;
    if (join.kind == JoinKind.INNER) {
      for (FromTable above = this; above.parent != null; above = above.parent) {
        above.joinedBy.kind = JoinKind.INNER;
      }
    }
  }

  /** Whether its columns can be NULL because the table has no row to join. */
  boolean mayBeMissing() {
    return parent != null && (joinedBy.kind == JoinKind.LEFT || parent.mayBeMissing());
  }

  /** The columns that the query needs, in the table's order. */
  List<String> columns() {
    return table().columns().stream().map(SourceColumn::name).filter(used::contains).toList();
  }

  /** This table and all beneath it. */
  List<FromTable> tree() {
    List<FromTable> tree = new ArrayList<>(List.of(this));
    joins.forEach(join -> tree.addAll(join.child.tree()));
    return tree;
  }

  /**
   * @param scans the pipeline's tables, in the plan's order
   */
  JoinNode node(List<TableId> scans) {
    List<JoinEdge> edges =
        joins.stream()
            .map(
                join ->
                    new JoinEdge(
                        join.kind, join.foreignKey, join.referenced, join.child.node(scans)))
            .toList();
    return new JoinNode(alias, scans.indexOf(table().id()), columns(), edges);
  }
}
