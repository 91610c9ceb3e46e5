package io.millrace.topology;

import io.millrace.pipeline.ClickHouseDefinition;
import io.millrace.pipeline.Connector;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.TableDefinition;
import io.millrace.query.JoinNode;
import io.millrace.query.Plan;
import io.millrace.query.TargetQuery;
import io.millrace.sink.clickhouse.ClickHouseOptions;
import io.millrace.sink.clickhouse.ClickHouseTarget;
import io.millrace.sink.clickhouse.Delivery;
import java.net.URI;
import java.util.Comparator;
import java.util.List;

/** From the pipeline's tables and ClickHouse section to a sink's targets and options. */
public final class TargetEnds {

  private TargetEnds() {}

  /**
   * The plan's targets, with the less joined ones first: a checkpoint's rows appear in this order,
   * dimensions before the facts that show them.
   */
  public static List<TargetQuery> inOrderOfAppearance(Plan plan) {
    return plan.targets().stream().sorted(Comparator.comparing(t -> depth(t.root()))).toList();
  }

  private static int depth(JoinNode node) {
    return node.edges().stream().mapToInt(edge -> 1 + depth(edge.child())).max().orElse(0);
  }

  /** In order of appearance. */
  public static List<ClickHouseTarget> clickHouse(Pipeline pipeline, Plan plan) {
    return inOrderOfAppearance(plan).stream().map(t -> target(pipeline, t)).toList();
  }

  private static ClickHouseTarget target(Pipeline pipeline, TargetQuery query) {
    TableDefinition definition =
        pipeline.tables().stream()
            .filter(table -> table.name().equals(query.name()))
            .findFirst()
            .orElseThrow();
    return new ClickHouseTarget(
        query.name(), query.layout(), query.key(), definition.partitionBy(), definition.orderBy());
  }

  public static ClickHouseOptions options(Pipeline pipeline) {
    ClickHouseDefinition clickHouse = pipeline.clickhouse();
    String password = clickHouse.password().value();
    return ClickHouseOptions.of(
            URI.create(clickHouse.url()),
            clickHouse.database(),
            clickHouse.user(),
            () -> password,
            pipeline.name())
        .withDelivery(Delivery.valueOf(pipeline.delivery().name()))
        .withFlushInterval(clickHouse.flushInterval())
        .withPendingBytes(clickHouse.maxPendingBytes())
        .withRetryFor(pipeline.retryFor())
        .withLoadIsPaced(pipeline.source().connector() == Connector.POSTGRES);
  }
}
