package io.millrace.proof.history;

import java.util.ArrayList;
import java.util.List;

/**
 * A target's query.
 *
 * @param from the first is the root
 * @param copy whether it is a straight copy, written without a query
 */
public record Query(String name, List<Joined> from, List<Output> outputs, boolean copy) {

  /**
   * A table in the FROM clause.
   *
   * @param parent alias of the table that refers to it; null for the root
   */
  public record Joined(String alias, int table, boolean inner, String parent, Reference by) {}

  /** A selected column. */
  public record Output(String alias, String column, String name) {}

  public String sql(Schema schema) {
    List<String> columns = new ArrayList<>();
    outputs.forEach(o -> columns.add(o.alias() + "." + o.column() + " AS " + o.name()));
    Joined root = from.get(0);
    StringBuilder sql =
        new StringBuilder("SELECT " + String.join(", ", columns))
            .append(" FROM " + schema.tables().get(root.table()).name() + " " + root.alias());
    for (Joined joined : from.subList(1, from.size())) {
      sql.append(joined.inner() ? " INNER JOIN " : " LEFT JOIN ")
          .append(schema.tables().get(joined.table()).name() + " " + joined.alias() + " ON ");
      List<String> equalities = new ArrayList<>();
      for (int i = 0; i < joined.by().columns().size(); i++) {
        equalities.add(
            joined.alias()
                + "."
                + joined.by().referenced().get(i)
                + " = "
                + joined.parent()
                + "."
                + joined.by().columns().get(i));
      }
      sql.append(String.join(" AND ", equalities));
    }
    return sql.toString();
  }
}
