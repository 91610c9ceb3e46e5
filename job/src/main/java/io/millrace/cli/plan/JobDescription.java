package io.millrace.cli.plan;

import io.millrace.catalog.SourceColumn;
import io.millrace.pipeline.Pipeline;
import io.millrace.query.Expression.ColumnReference;
import io.millrace.query.JoinEdge;
import io.millrace.query.JoinNode;
import io.millrace.query.OutputColumn;
import io.millrace.query.Plan;
import io.millrace.query.PlanText;
import io.millrace.query.TargetQuery;
import io.millrace.sink.clickhouse.ClickHouseSchema;
import io.millrace.topology.TargetEnds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A pipeline's job, told to people and to programs. */
public final class JobDescription {

  private final Plan plan;
  private final List<String> definitions;
  private final List<JobOperator> operators;

  /**
   * @param plan of the pipeline's queries
   */
  public JobDescription(Pipeline pipeline, Plan plan) {
    this.plan = plan;
    this.definitions =
        ClickHouseSchema.definitions(
            pipeline.clickhouse().database(), TargetEnds.clickHouse(pipeline, plan));
    this.operators = JobOperator.of(pipeline, plan);
  }

  public String text() {
    int width = operators.stream().mapToInt(each -> each.name().length()).max().orElse(0);
    return PlanText.of(plan)
        + "\nIn ClickHouse, where it is not there yet\n"
        + definitions.stream()
            .map(statement -> (statement + ";").indent(2))
            .collect(Collectors.joining("\n"))
        + "\nOperators, and the uids that savepoints know them by\n"
        + operators.stream()
            .map(each -> ("  %-" + width + "s  %s%n").formatted(each.name(), each.uid()))
            .collect(Collectors.joining());
  }

  /** Maps and lists, for JSON. */
  public Map<String, Object> forPrograms() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put(
        "reads",
        plan.scans().stream()
            .map(
                scan ->
                    ordered(
                        "table", scan.table().id().toString(),
                        "columns", scan.columns().stream().map(SourceColumn::name).toList()))
            .toList());
    description.put("targets", plan.targets().stream().map(this::target).toList());
    description.put("definitions", definitions);
    description.put(
        "operators",
        operators.stream().map(each -> ordered("name", each.name(), "uid", each.uid())).toList());
    return description;
  }

  private Map<String, Object> target(TargetQuery target) {
    return ordered(
        "name", target.name(),
        "key", target.key().stream().map(i -> target.columns().get(i).column().name()).toList(),
        "columns", target.columns().stream().map(JobDescription::column).toList(),
        "from", node(target.root()));
  }

  private static Map<String, Object> column(OutputColumn output) {
    String from =
        output.expression() instanceof ColumnReference reference
            ? reference.alias() + "." + reference.column()
            : output.expression().toString();
    return ordered(
        "name", output.column().name(),
        "type", output.column().type().toString(),
        "nullable", output.column().nullable(),
        "from", from);
  }

  private Map<String, Object> node(JoinNode node) {
    return ordered(
        "table", plan.scan(node).table().id().toString(),
        "alias", node.alias(),
        "joins", node.edges().stream().map(this::edge).toList());
  }

  private Map<String, Object> edge(JoinEdge edge) {
    return ordered(
        "kind", edge.kind().name(),
        "foreignKey", edge.foreignKey(),
        "referenced", edge.referenced(),
        "to", node(edge.child()));
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
