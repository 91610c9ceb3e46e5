package io.millrace.query;

import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Takes from a syntax tree the one SELECT it must be: one row out per row of the first table.
 * Everything else is refused, with what to do instead.
 */
final class SelectShape {

  private SelectShape() {}

  private static final String AGGREGATE =
      "Keep the rows in ClickHouse as they are, and aggregate there, in a view or materialized view.";

  static SqlSelect of(SqlNode statement) {
    if (statement instanceof SqlOrderBy ordered) {
      throw ordered(ordered);
    }
    if (statement instanceof SqlSelect select) {
      refuseClauses(select);
      return select;
    }
    throw otherStatement(statement);
  }

  private static Refusal ordered(SqlOrderBy ordered) {
    if (!ordered.orderList.isEmpty()) {
      return new Refusal(
          ordered.orderList.getParserPosition(),
          "ORDER BY is not supported: a table has no order",
          "Order where you read from ClickHouse; order-by of the table says how rows lie on disk.");
    }
    SqlNode limit = ordered.fetch != null ? ordered.fetch : ordered.offset;
    return new Refusal(
        limit.getParserPosition(),
        "LIMIT and OFFSET are not supported: which rows they keep would depend on chance",
        "Limit where you read from ClickHouse.");
  }

  private static Refusal otherStatement(SqlNode statement) {
    SqlParserPos position = statement.getParserPosition();
    return switch (statement.getKind()) {
      case UNION, INTERSECT, EXCEPT ->
          new Refusal(
              ((SqlBasicCall) statement).operand(1).getParserPosition(),
              statement.getKind() + " is not supported",
              "Make a target table of each SELECT, and combine them in a ClickHouse view.");
      case WITH ->
          new Refusal(
              position, "WITH is not supported: it is a sub-query", "Join the tables themselves.");
      default ->
          new Refusal(position, "this is not a SELECT", "Write SELECT … FROM … LEFT JOIN … ON ….");
    };
  }

  private static void refuseClauses(SqlSelect select) {
    refuseKeywords(select);
    refuse(select.getGroup(), "GROUP BY is not supported: a row out must be a row in", AGGREGATE);
    refuse(select.getHaving(), "HAVING is not supported", AGGREGATE);
    refuse(
        select.getWindowList().isEmpty() ? null : select.getWindowList(),
        "WINDOW is not supported: a row out must depend on one row in",
        "Use window functions in ClickHouse, in a view over the table.");
    refuse(select.getQualify(), "QUALIFY is not supported", AGGREGATE);
    refuse(
        select.getWhere(),
        "WHERE is not supported yet",
        "Leave it out, and filter in a ClickHouse view over the table.");
    if (select.getFrom() == null) {
      throw new Refusal(
          select.getParserPosition(), "the query has no FROM", "Name the table that it reads.");
    }
  }

  private static void refuseKeywords(SqlSelect select) {
    SqlNodeList keywords = (SqlNodeList) select.getOperandList().get(0);
    for (SqlNode keyword : keywords) {
      SqlSelectKeyword word = ((SqlLiteral) keyword).symbolValue(SqlSelectKeyword.class);
      if (word == SqlSelectKeyword.DISTINCT) {
        throw new Refusal(
            keyword.getParserPosition(),
            "DISTINCT is not supported: a row out must be a row in",
            AGGREGATE);
      }
      if (word == SqlSelectKeyword.STREAM) {
        throw SqlName.reserved("stream", keyword.getParserPosition());
      }
    }
  }

  private static void refuse(SqlNode clause, String what, String remedy) {
    if (clause != null) {
      throw new Refusal(clause.getParserPosition(), what, remedy);
    }
  }

  /** What is refused when an expression stands where a column must. */
  static Refusal expression(SqlNode node) {
    SqlParserPos position = node.getParserPosition();
    SqlNode subQuery = Expressions.find(node, SqlKind.QUERY);
    if (subQuery != null) {
      return new Refusal(
          subQuery.getParserPosition(),
          "sub-queries are not supported",
          "Join the table instead, with LEFT JOIN … ON its key.");
    }
    if (Expressions.find(node, Set.of(SqlKind.OVER)) != null) {
      return new Refusal(
          position,
          "window functions are not supported: a row out must depend on one row in",
          "Use them in ClickHouse, in a view over the table.");
    }
    if (Expressions.hasAggregate(node)) {
      return new Refusal(
          position, "aggregates are not supported: a row out must be a row in", AGGREGATE);
    }
    return new Refusal(
        position,
        "expressions are not supported yet",
        "Select plain columns, and compute in a ClickHouse view over the table.");
  }
}
