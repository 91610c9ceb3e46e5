package io.millrace.end;

import io.millrace.cli.connect.PlannedPipeline;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.TableDefinition;
import io.millrace.query.PostgresQuery;
import io.millrace.query.TargetQuery;
import java.util.stream.Collectors;

/**
 * What a target is compared with.
 *
 * @param sql as Postgres runs it
 * @param columns of the target that it gives, as a list
 */
record ComparedQuery(String sql, String columns) {

  /** Postgres does not know rows' places in the log. */
  static ComparedQuery withoutPosition(Pipeline pipeline, String table) {
    TableDefinition definition =
        pipeline.tables().stream()
            .filter(each -> each.name().equals(table))
            .findFirst()
            .orElseThrow();
    TargetQuery target =
        PlannedPipeline.of(pipeline).plan().targets().stream()
            .filter(each -> each.name().equals(table))
            .findFirst()
            .orElseThrow();
    PostgresQuery query = PostgresQuery.of(definition, target);
    return new ComparedQuery(
        query.sql(),
        query.columns().stream()
            .map(column -> "`" + column.name() + "`")
            .collect(Collectors.joining(", ")));
  }
}
