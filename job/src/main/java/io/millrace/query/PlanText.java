package io.millrace.query;

import io.millrace.catalog.SourceColumn;
import io.millrace.change.Column;
import io.millrace.change.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A plan for people: what is read, how it is joined, what comes out. */
public final class PlanText {

  private final Plan plan;
  private final StringBuilder text = new StringBuilder();

  private PlanText(Plan plan) {
    this.plan = plan;
  }

  public static String of(Plan plan) {
    PlanText text = new PlanText(plan);
    text.reads();
    plan.targets().forEach(text::target);
    return text.text.toString();
  }

  private void reads() {
    line("", "Reads");
    for (TableScan scan : plan.scans()) {
      List<String> columns = own(scan.columns());
      int all = own(scan.table().columns()).size();
      line(
          "  ",
          SqlName.display(scan.table().id())
              + ": "
              + (columns.size() == all ? "all " + all : columns.size() + " of " + all)
              + " columns ("
              + names(columns)
              + ")");
    }
  }

  /** Those that Postgres knows. */
  private static List<String> own(List<SourceColumn> columns) {
    return columns.stream().filter(c -> !c.isOfPosition()).map(SourceColumn::name).toList();
  }

  private void target(TargetQuery target) {
    List<String> key =
        target.key().stream().map(i -> target.columns().get(i).column().name()).toList();
    line("", "");
    line("", "Table " + target.name() + ", key (" + names(key) + ")");
    line("  ", "from " + table(target.root()));
    edges(target.root(), "  ");
    line("  ", "columns");
    target.columns().forEach(column -> line("    ", column(column)));
  }

  private void edges(JoinNode node, String indent) {
    for (JoinEdge edge : node.edges()) {
      List<String> equations = new ArrayList<>();
      for (int i = 0; i < edge.foreignKey().size(); i++) {
        equations.add(
            column(edge.child().alias(), edge.referenced().get(i))
                + " = "
                + column(node.alias(), edge.foreignKey().get(i)));
      }
      line(
          indent + "  ",
          edge.kind() + " JOIN " + table(edge.child()) + " ON " + String.join(" AND ", equations));
      edges(edge.child(), indent + "  ");
    }
  }

  private String table(JoinNode node) {
    TableId id = plan.scan(node).table().id();
    String alias = node.alias().equals(id.name()) ? "" : " " + SqlName.display(node.alias());
    return SqlName.display(id) + alias;
  }

  private static String column(OutputColumn output) {
    Column column = output.column();
    String type = column.type() + (column.nullable() ? "" : " NOT NULL");
    String from =
        output.expression() instanceof Expression.ColumnReference reference
            ? column(reference.alias(), reference.column())
            : output.expression().toString();
    return SqlName.display(column.name()) + " " + type + " = " + from;
  }

  private static String column(String alias, String column) {
    return SqlName.display(alias) + "." + SqlName.display(column);
  }

  private static String names(List<String> names) {
    return names.stream().map(SqlName::display).collect(Collectors.joining(", "));
  }

  private void line(String indent, String content) {
    text.append(indent).append(content).append('\n');
  }
}
