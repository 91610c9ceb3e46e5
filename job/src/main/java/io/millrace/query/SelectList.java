package io.millrace.query;

import io.millrace.catalog.SourceColumn;
import io.millrace.change.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Reads the SELECT list: which columns of the joined row become which columns of the target. */
final class SelectList {

  /** Columns that every target table has besides the query's. */
  private static final Set<String> RESERVED = Set.of("_version", "_is_deleted");

  private final Scope scope;
  private final Consumer<Refusal> refused;
  private final List<OutputColumn> columns = new ArrayList<>();
  private final Map<String, SqlParserPos> positions = new HashMap<>();

  SelectList(Scope scope, Consumer<Refusal> refused) {
    this.scope = scope;
    this.refused = refused;
  }

  List<OutputColumn> read(List<SqlNode> items) {
    for (SqlNode item : items) {
      try {
        read(item);
      } catch (Refusal e) {
        refused.accept(e);
      }
    }
    return columns;
  }

  /** All columns of all tables, as {@code *} means it. */
  List<OutputColumn> readAll(SqlParserPos position) {
    scope.tables().forEach(table -> addAll(table, position));
    return columns;
  }

  private void read(SqlNode item) {
    if (item instanceof SqlIdentifier identifier) {
      if (identifier.isStar()) {
        star(identifier);
      } else {
        Scope.Found found = scope.column(identifier);
        add(found, found.column().name(), identifier.getParserPosition());
      }
    } else if (item.getKind() == SqlKind.AS
        && item instanceof SqlCall as
        && as.operand(0) instanceof SqlIdentifier identifier) {
      SqlName alias = SqlName.parts(as.operand(1)).get(0);
      add(scope.column(identifier), alias.text(), alias.position());
    } else {
      throw SelectShape.expression(
          item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item);
    }
  }

  private void star(SqlIdentifier identifier) {
    List<SqlName> parts = SqlName.parts(identifier);
    if (parts.size() == 1) {
      readAll(identifier.getParserPosition());
    } else {
      addAll(scope.table(parts.subList(0, parts.size() - 1)), identifier.getParserPosition());
    }
  }

  private void addAll(FromTable table, SqlParserPos position) {
    for (SourceColumn column : table.table().columns()) {
      if (column.isOfPosition()) {
        continue;
      }
      try {
        table.use(column.name(), position);
        add(new Scope.Found(table, column), column.name(), position);
      } catch (Refusal e) {
        refused.accept(e);
      }
    }
  }

  private void add(Scope.Found found, String name, SqlParserPos position) {
    if (RESERVED.contains(name)) {
      throw new Refusal(
          position,
          "column \"" + name + "\" has a name that Millrace keeps for its own columns",
          "Give it another name with AS.");
    }
    SqlParserPos first = positions.putIfAbsent(name, position);
    if (first != null) {
      throw new Refusal(
          position,
          "two columns of the target are called \"" + name + "\"",
          "Give one of them another name with AS, or list the columns instead of *.");
    }
    SourceColumn column = found.column();
    boolean nullable = !column.notNull() || found.table().mayBeMissing();
    columns.add(
        new OutputColumn(
            new Column(name, column.type(), nullable),
            new Expression.ColumnReference(found.table().alias(), column.name())));
  }
}
