package io.millrace.query;

import io.millrace.catalog.Catalog;
import io.millrace.catalog.SourceTable;
import io.millrace.change.TableId;
import io.millrace.pipeline.Location;
import io.millrace.pipeline.Problems;
import io.millrace.pipeline.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Understands the query of one target table. */
final class TargetPlanner {

  private final TableResolver tables;
  private final TableDefinition definition;
  private final Problems problems;
  private QuotedText text;

  /**
   * A query that is understood, before the tables of all queries are put together.
   *
   * @param key indexes of the root's row key in the columns
   */
  record Target(String name, FromTable root, List<OutputColumn> columns, List<Integer> key) {

    /**
     * @param scans the pipeline's tables, in the plan's order
     */
    TargetQuery query(List<TableId> scans) {
      return new TargetQuery(
          name, root.node(scans), columns, key, root.table().isKeyedByPosition());
    }
  }

  TargetPlanner(Catalog catalog, TableDefinition definition, Problems problems) {
    this.tables = new TableResolver(catalog);
    this.definition = definition;
    this.problems = problems;
    this.text = QuotedText.of(QueryParser.bare(definition.query().orElse("")));
  }

  /** Empty after a problem. */
  Optional<Target> plan() {
    int before = problems.size();
    try {
      Target target =
          definition.query().isPresent() ? planQuery(definition.query().get()) : planCopy();
      return problems.size() == before ? Optional.of(target) : Optional.empty();
    } catch (Refusal e) {
      add(e);
      return Optional.empty();
    }
  }

  private Target planCopy() {
    TableId id = new TableId(TableResolver.SEARCH_PATH, definition.name());
    Scope scope = new Scope();
    scope.add(
        new FromTable(id.name(), tables.find(id, SqlParserPos.ZERO), SqlParserPos.ZERO, true));
    return target(scope, new SelectList(scope, this::add).readAll(SqlParserPos.ZERO), null);
  }

  private Target planQuery(String query) {
    QueryParser.Parsed parsed = QueryParser.parse(query);
    text = parsed.text();
    SqlSelect select = SelectShape.of(parsed.statement());
    Scope scope = new FromClause(tables, this::add).read(select.getFrom());
    if (scope == null) {
      return null;
    }
    int before = problems.size();
    List<OutputColumn> columns =
        new SelectList(scope, this::add).read(select.getSelectList().getList());
    return problems.size() == before ? target(scope, columns, select) : null;
  }

  private Target target(Scope scope, List<OutputColumn> columns, SqlSelect select) {
    FromTable root = scope.tables().get(0);
    SqlParserPos position =
        select == null ? SqlParserPos.ZERO : select.getSelectList().getParserPosition();
    return new Target(definition.name(), root, columns, key(root, columns, position));
  }

  private static List<Integer> key(
      FromTable root, List<OutputColumn> columns, SqlParserPos position) {
    List<Expression> expressions = columns.stream().map(OutputColumn::expression).toList();
    List<Integer> key = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    SourceTable table = root.table();
    for (String column : table.rowKey()) {
      int index = expressions.indexOf(new Expression.ColumnReference(root.alias(), column));
      key.add(index);
      if (index < 0) {
        missing.add(SqlName.display(root.alias()) + "." + SqlName.display(column));
      }
    }
    if (!missing.isEmpty() && table.isKeyedByPosition()) {
      throw root.positionNotSelected();
    }
    if (!missing.isEmpty()) {
      throw new Refusal(
          position,
          "the query does not select "
              + Listing.of(missing)
              + ", the "
              + (table.isKeyedByPrimaryKey() ? "primary" : "unique")
              + " key of its first table: it is the key of the target table",
          "Add it to the SELECT list; AS may rename it.");
    }
    return key;
  }

  private void add(Refusal refusal) {
    Location location = definition.queryLocations().at(text.original(refusal.position()));
    problems.add(
        location, "table " + definition.name() + ": " + refusal.getMessage(), refusal.remedy());
  }
}
