package io.millrace.cli.check;

import io.millrace.catalog.CatalogUnavailable;
import io.millrace.catalog.PostgresCatalog;
import io.millrace.cli.connect.PostgresAccess;
import io.millrace.cli.connect.PostgresFailure;
import io.millrace.cli.connect.Unreachable;
import io.millrace.pipeline.InvalidPipeline;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.SourceDefinition;
import io.millrace.query.Plan;
import io.millrace.query.QueryPlanner;
import io.millrace.query.TableScan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Everything about the source. */
final class PostgresCheck {

  private final Pipeline pipeline;
  private final SourceDefinition source;
  private final Findings findings;

  PostgresCheck(Pipeline pipeline, Findings findings) {
    this.pipeline = pipeline;
    this.source = pipeline.source();
    this.findings = findings;
  }

  /**
   * @return the plan of the queries, if the database could be asked and they are right
   */
  Optional<Plan> run() {
    try (Connection connection = new PostgresAccess(source).open()) {
      findings.ok("user " + source.user() + " can log in");
      SlotCheck slot = new SlotCheck(connection, source, findings);
      ServerCheck server = new ServerCheck(connection, findings);
      server.run(slot.exists());
      RoleCheck.run(connection, findings);
      slot.run();
      new FailoverCheck(connection, source, findings).run(slot.exists());
      Optional<Plan> plan = plan(connection);
      if (plan.isPresent()) {
        for (TableScan scan : plan.get().scans()) {
          new TableCheck(connection, scan, findings).run();
        }
        if (plan.get().scans().stream().anyMatch(scan -> scan.table().isKeyedByPosition())) {
          server.roomToRead(slot.exists());
        }
        new PublicationCheck(connection, source.publication(), findings).run(plan.get().scans());
      }
      return plan;
    } catch (Unreachable e) {
      findings.error(e.getMessage(), e.remedy());
    } catch (SQLException e) {
      unanswered(e);
    } catch (CatalogUnavailable e) {
      unanswered((SQLException) e.getCause());
    }
    return Optional.empty();
  }

  private void unanswered(SQLException e) {
    Unreachable failure = PostgresFailure.of(source, e);
    findings.error(failure.getMessage(), failure.remedy());
  }

  private Optional<Plan> plan(Connection connection) {
    try {
      return Optional.of(new QueryPlanner(new PostgresCatalog(connection)).plan(pipeline.tables()));
    } catch (InvalidPipeline e) {
      e.problems()
          .forEach(
              problem ->
                  findings
                      .about(problem.location().toString())
                      .error(problem.what(), problem.remedy()));
      return Optional.empty();
    }
  }
}
