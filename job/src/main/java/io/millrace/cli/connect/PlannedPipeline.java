package io.millrace.cli.connect;

import io.millrace.catalog.CatalogUnavailable;
import io.millrace.catalog.PostgresCatalog;
import io.millrace.pipeline.Pipeline;
import io.millrace.query.Plan;
import io.millrace.query.QueryPlanner;
import java.sql.Connection;
import java.sql.SQLException;

/** A pipeline with its queries understood. */
public record PlannedPipeline(Pipeline pipeline, Plan plan) {

  /**
   * Asks Postgres for its catalogue.
   *
   * @throws io.millrace.pipeline.InvalidPipeline with all that is wrong with the queries
   * @throws Unreachable if Postgres does not answer
   */
  public static PlannedPipeline of(Pipeline pipeline) {
    try (Connection connection = new PostgresAccess(pipeline.source()).open()) {
      PostgresCatalog catalog = new PostgresCatalog(connection);
      return new PlannedPipeline(pipeline, new QueryPlanner(catalog).plan(pipeline.tables()));
    } catch (SQLException e) {
      throw PostgresFailure.of(pipeline.source(), e);
    } catch (CatalogUnavailable e) {
      throw PostgresFailure.of(pipeline.source(), (SQLException) e.getCause());
    }
  }
}
