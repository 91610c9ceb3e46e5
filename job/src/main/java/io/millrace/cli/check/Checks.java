package io.millrace.cli.check;

import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.SourceDefinition;
import io.millrace.query.Plan;
import io.millrace.sink.clickhouse.ExistingRows;
import java.util.Optional;

/** Looks at both ends of a pipeline. */
public final class Checks {

  private Checks() {}

  /**
   * Touches nothing.
   *
   * @param rows what the job that is to start does about rows in its target tables
   */
  public static Findings of(Pipeline pipeline, ExistingRows rows) {
    SourceDefinition source = pipeline.source();
    Findings postgres = new Findings("Postgres " + source.address() + "/" + source.database());
    Optional<Plan> plan = new PostgresCheck(pipeline, postgres).run();
    Findings clickHouse =
        postgres.about(
            "ClickHouse "
                + pipeline.clickhouse().url()
                + ", database "
                + pipeline.clickhouse().database());
    new ClickHouseCheck(pipeline, rows, clickHouse).run(plan);
    return clickHouse;
  }
}
