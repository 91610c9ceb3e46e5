package io.millrace.query;

import io.millrace.catalog.Lookup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Reads FROM: the first table, and one after the other what is joined to it. */
final class FromClause {

  private static final String ONE_BY_ONE =
      "Write FROM first LEFT JOIN second ON … LEFT JOIN third ON ….";

  private final TableResolver tables;
  private final Consumer<Refusal> refused;

  /** A table as FROM names it. */
  private record Named(SqlIdentifier table, SqlName alias) {}

  /**
   * @param refused takes what is wrong, so that the rest is still looked at
   */
  FromClause(TableResolver tables, Consumer<Refusal> refused) {
    this.tables = tables;
    this.refused = refused;
  }

  /** Null when a table is missing, so that nothing more can be said of the query. */
  Scope read(SqlNode from) {
    Deque<SqlJoin> joins = new ArrayDeque<>();
    SqlNode first = from;
    while (first instanceof SqlJoin join) {
      joins.push(join);
      first = join.getLeft();
    }
    Scope scope = new Scope();
    boolean complete = add(first, null, scope);
    for (SqlJoin join : joins) {
      complete &= add(join.getRight(), join, scope);
    }
    return complete ? scope : null;
  }

  private boolean add(SqlNode node, SqlJoin join, Scope scope) {
    FromTable table;
    JoinKind kind;
    try {
      kind = join == null ? null : kind(join);
      table = table(node, scope);
      scope.add(table);
    } catch (Refusal e) {
      refused.accept(e);
      return false;
    }
    try {
      if (join != null) {
        JoinCondition.of(join.getCondition(), table, scope).attach(kind);
      }
    } catch (Refusal e) {
      refused.accept(e);
    }
    return true;
  }

  private FromTable table(SqlNode node, Scope scope) {
    Named named = named(node);
    Lookup.Found found = tables.find(named.table());
    SqlParserPos position = named.table().getParserPosition();
    String alias =
        named.alias() == null ? found.table().id().name() : named.alias().checked().text();
    if (scope.tables().stream().anyMatch(t -> t.alias().equals(alias))) {
      throw new Refusal(
          named.alias() == null ? position : named.alias().position(),
          "two tables of the query are called \"" + alias + "\"",
          "Give one of them another alias.");
    }
    return new FromTable(alias, found, position, scope.tables().isEmpty());
  }

  private static Named named(SqlNode node) {
    if (node instanceof SqlIdentifier identifier) {
      return new Named(identifier, null);
    }
    if (node.getKind() == SqlKind.AS && node instanceof SqlCall as) {
      if (as.operandCount() > 2) {
        throw new Refusal(
            as.operand(2).getParserPosition(),
            "names for a table's columns are not supported",
            "Name the columns in the SELECT list, with AS.");
      }
      Named named = named(as.operand(0));
      return new Named(named.table(), SqlName.parts(as.operand(1)).get(0));
    }
    throw notTable(node);
  }

  private static Refusal notTable(SqlNode node) {
    SqlParserPos position = node.getParserPosition();
    return switch (node.getKind()) {
      case SELECT, UNION, INTERSECT, EXCEPT, VALUES, WITH, ORDER_BY, LATERAL ->
          new Refusal(
              position,
              "sub-queries in FROM are not supported",
              "Join the tables themselves, with LEFT JOIN … ON their keys.");
      case JOIN -> new Refusal(position, "joins in parentheses are not supported", ONE_BY_ONE);
      default ->
          new Refusal(
              position, "only tables can stand in FROM", "Write the table's name, and an alias.");
    };
  }

  private static JoinKind kind(SqlJoin join) {
    SqlParserPos position = join.getParserPosition();
    if (join.isNatural()) {
      throw new Refusal(position, "NATURAL is not supported", "Write ON a.column = b.column.");
    }
    JoinKind kind =
        switch (join.getJoinType()) {
          case LEFT -> JoinKind.LEFT;
          case INNER -> JoinKind.INNER;
          case RIGHT ->
              throw new Refusal(
                  position,
                  "RIGHT JOIN is not supported",
                  "Turn it round: begin FROM with the other table, and LEFT JOIN this one.");
          case COMMA, CROSS ->
              throw new Refusal(
                  position,
                  "a join without ON would multiply rows",
                  "Write LEFT JOIN or INNER JOIN, and ON with the joined table's key.");
          default ->
              throw new Refusal(
                  position,
                  join.getJoinType() + " JOIN is not supported",
                  "Write LEFT JOIN or INNER JOIN.");
        };
    if (join.getConditionType() != JoinConditionType.ON) {
      throw new Refusal(
          position,
          join.getConditionType() == JoinConditionType.USING
              ? "USING is not supported"
              : "the join has no ON",
          "Write ON a.column = b.column.");
    }
    return kind;
  }
}
