package io.millrace.query;

import io.millrace.catalog.Equality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * What stands in ON: equalities of a whole key of the joined table with columns of one table before
 * it. So at most one row joins.
 */
final class JoinCondition {

  private final FromTable joined;
  private final FromTable parent;
  private final List<String> key;
  private final Map<String, String> foreignByReferenced;

  private JoinCondition(
      FromTable joined, FromTable parent, List<String> key, Map<String, String> columns) {
    this.joined = joined;
    this.parent = parent;
    this.key = key;
    this.foreignByReferenced = columns;
  }

  /** One equality, sorted by side. */
  private record Equation(Scope.Found joined, Scope.Found other, SqlParserPos position) {}

  /**
   * @param scope the tables up to and with the joined one
   */
  static JoinCondition of(SqlNode condition, FromTable joined, Scope scope) {
    List<Equation> equations = new ArrayList<>();
    for (SqlNode part : conjunction(condition)) {
      equations.add(equation(part, joined, scope));
    }
    FromTable parent = equations.get(0).other().table();
    Map<String, String> columns = new HashMap<>();
    for (Equation equation : equations) {
      if (equation.other().table() != parent) {
        throw new Refusal(
            equation.position(),
            name(joined)
                + " is joined to two tables, "
                + name(parent)
                + " and "
                + name(equation.other().table()),
            "Join it by columns of one table.");
      }
      if (columns.put(equation.joined().column().name(), equation.other().column().name())
          != null) {
        throw new Refusal(
            equation.position(),
            column(equation.joined()) + " is compared twice",
            "Compare each column of the key once.");
      }
    }
    return new JoinCondition(
        joined, parent, key(joined, columns.keySet(), condition.getParserPosition()), columns);
  }

  /** Joins the table; columns in the order of its key. */
  void attach(JoinKind kind) {
    List<String> foreignKey = key.stream().map(foreignByReferenced::get).toList();
    parent.join(new FromTable.Join(kind, foreignKey, key, joined));
  }

  private static List<SqlNode> conjunction(SqlNode condition) {
    List<SqlNode> parts = new ArrayList<>();
    SqlNode rest = condition;
    while (rest instanceof SqlCall call && call.getKind() == SqlKind.AND) {
      parts.addAll(0, conjunction(call.operand(1)));
      rest = call.operand(0);
    }
    parts.add(0, rest);
    return parts;
  }

  private static Equation equation(SqlNode part, FromTable joined, Scope scope) {
    if (!(part instanceof SqlCall call
        && call.getKind() == SqlKind.EQUALS
        && call.operand(0) instanceof SqlIdentifier left
        && call.operand(1) instanceof SqlIdentifier right)) {
      throw notEquality(part);
    }
    Scope.Found a = scope.column(left);
    Scope.Found b = scope.column(right);
    if ((a.table() == joined) == (b.table() == joined)) {
      throw new Refusal(
          part.getParserPosition(),
          "ON must compare a column of " + name(joined) + " with one of a table before it",
          "Write ON a.column = b.column.");
    }
    Equation equation =
        a.table() == joined
            ? new Equation(a, b, part.getParserPosition())
            : new Equation(b, a, part.getParserPosition());
    refusePosition(equation);
    refuseOtherEquality(equation);
    return equation;
  }

  private static void refusePosition(Equation equation) {
    if (equation.other().column().isOfPosition()) {
      throw new Refusal(
          equation.position(),
          column(equation.other()) + " is a row's place in the log, which no row refers to",
          "Join by a column of the table; the place can only be selected.");
    }
  }

  private static Refusal notEquality(SqlNode part) {
    if (Expressions.find(part, SqlKind.QUERY) != null) {
      return SelectShape.expression(part);
    }
    return new Refusal(
        part.getParserPosition(),
        "ON may hold only equalities of columns, with AND between them",
        "Write ON a.column = b.column, and filter in a ClickHouse view over the table.");
  }

  /** Keys are compared by canonical bytes: right only where Postgres would say the same. */
  private static void refuseOtherEquality(Equation equation) {
    Equality joined = equality(equation.joined());
    Equality other = equality(equation.other());
    if (joined.comparesWith(other)) {
      return;
    }
    String why =
        !joined.isExact()
            ? column(equation.joined()) + ": " + joined.refusal()
            : !other.isExact()
                ? column(equation.other()) + ": " + other.refusal()
                : "Postgres converts values to compare these types";
    throw new Refusal(
        equation.position(),
        typed(equation.other()) + " cannot be joined with " + typed(equation.joined()) + ": " + why,
        "Give both columns the same type, one that can be a key.");
  }

  private static Equality equality(Scope.Found found) {
    return found.table().found().equality(found.column().name());
  }

  private static List<String> key(FromTable joined, Set<String> columns, SqlParserPos position) {
    List<List<String>> keys =
        Stream.concat(Stream.of(joined.table().primaryKey()), joined.table().uniqueKeys().stream())
            .filter(key -> !key.isEmpty())
            .toList();
    Optional<List<String>> exact =
        keys.stream().filter(key -> new HashSet<>(key).equals(columns)).findFirst();
    if (exact.isPresent()) {
      return exact.get();
    }
    Optional<List<String>> part = keys.stream().filter(columns::containsAll).findFirst();
    if (part.isPresent()) {
      List<String> extra = columns.stream().filter(c -> !part.get().contains(c)).sorted().toList();
      throw new Refusal(
          position,
          "ON compares more of " + name(joined) + " than its key " + listed(part.get()),
          "Leave out " + Listing.of(extra) + ".");
    }
    throw new Refusal(
        position,
        "several rows of "
            + name(joined)
            + " could join one row: "
            + listed(columns.stream().sorted().toList())
            + " is not a key of it",
        "Join by a whole key, "
            + String.join(" or ", keys.stream().map(JoinCondition::listed).toList())
            + "; or turn the join round, FROM "
            + SqlName.display(joined.table().id())
            + "; or aggregate in ClickHouse.");
  }

  private static String listed(List<String> columns) {
    return "(" + Listing.of(columns) + ")";
  }

  private static String name(FromTable table) {
    return SqlName.display(table.alias());
  }

  private static String column(Scope.Found found) {
    return name(found.table()) + "." + SqlName.display(found.column().name());
  }

  private static String typed(Scope.Found found) {
    return column(found) + " (" + found.column().typeName() + ")";
  }
}
