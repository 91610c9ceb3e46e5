package io.millrace.query;

import io.millrace.catalog.SourceColumn;
import io.millrace.pipeline.NearestName;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;

/** The tables that a name in a query can refer to, and how Postgres finds the one meant. */
final class Scope {

  private final List<FromTable> tables = new ArrayList<>();

  /** A column of a table of the query. */
  record Found(FromTable table, SourceColumn column) {}

  void add(FromTable table) {
    tables.add(table);
  }

  /** In the order of FROM. */
  List<FromTable> tables() {
    return tables;
  }

  /** The column that an identifier names; notes that the query needs it. */
  Found column(SqlIdentifier identifier) {
    List<SqlName> parts = SqlName.parts(identifier);
    SqlName column = parts.get(parts.size() - 1);
    FromTable table =
        parts.size() == 1 ? tableWith(column.checked()) : table(parts.subList(0, parts.size() - 1));
    return new Found(table, table.use(column.text(), column.position()));
  }

  /** The table that {@code t} or {@code schema.t} names. */
  FromTable table(List<SqlName> name) {
    SqlName last = name.get(name.size() - 1);
    SqlName first = name.get(0).checked();
    List<FromTable> named =
        tables.stream().filter(t -> t.alias().equals(last.text()) && isOf(t, name)).toList();
    if (!named.isEmpty()) {
      return named.get(0);
    }
    List<String> aliases = tables.stream().map(t -> SqlName.display(t.alias())).toList();
    String remedy =
        tables.stream()
            .filter(t -> t.table().id().name().equals(last.text()))
            .findFirst()
            .map(t -> "In this query that table is called " + SqlName.display(t.alias()) + ".")
            .orElseGet(
                () ->
                    NearestName.suggestion(
                        last.text(), aliases, "Its tables: " + Listing.of(aliases) + "."));
    throw new Refusal(first.position(), "the query has no table \"" + dotted(name) + "\"", remedy);
  }

  /** A name with a schema means a table that has no alias of its own. */
  private static boolean isOf(FromTable table, List<SqlName> name) {
    return name.size() == 1
        || (name.size() == 2
            && table.table().id().schema().equals(name.get(0).text())
            && table.table().id().name().equals(table.alias()));
  }

  private FromTable tableWith(SqlName column) {
    List<FromTable> having = tables.stream().filter(t -> t.has(column.text())).toList();
    if (having.size() == 1) {
      return having.get(0);
    }
    if (having.isEmpty()) {
      throw unknownColumn(column);
    }
    List<String> choices =
        having.stream()
            .map(t -> SqlName.display(t.alias()) + "." + SqlName.display(column.text()))
            .toList();
    throw new Refusal(
        column.position(),
        "column \"" + column.text() + "\" is ambiguous: several tables have it",
        "Write " + String.join(" or ", choices) + ".");
  }

  private Refusal unknownColumn(SqlName column) {
    List<String> names =
        tables.stream()
            .flatMap(t -> t.table().columns().stream())
            .map(c -> SqlName.display(c.name()))
            .distinct()
            .toList();
    String what =
        tables.size() == 1
            ? "table " + tables.get(0).table().id() + " has no column \"" + column.text() + "\""
            : "no table of the query has a column \"" + column.text() + "\"";
    return new Refusal(
        column.position(),
        what,
        NearestName.suggestion(column.text(), names, "Its columns: " + Listing.of(names) + "."));
  }

  private static String dotted(List<SqlName> name) {
    return String.join(".", name.stream().map(SqlName::text).toList());
  }
}
