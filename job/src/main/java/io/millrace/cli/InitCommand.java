package io.millrace.cli;

import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.cli.connect.PlannedPipeline;
import io.millrace.cli.connect.PostgresAccess;
import io.millrace.cli.connect.PostgresFailure;
import io.millrace.cli.connect.SourceObjects;
import io.millrace.pipeline.Pipeline;
import io.millrace.sink.clickhouse.ClickHouseSchema;
import io.millrace.sink.clickhouse.ExistingRows;
import io.millrace.sink.clickhouse.client.Sql;
import io.millrace.topology.TargetEnds;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code init}: makes what a job needs, and says what it made. */
@Command(
    name = "init",
    description = {
      "Make publication, replication slot and target tables where they are missing.",
      "From then on Postgres keeps its log for the slot: start the job soon, or drop the slot."
    },
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {

  @Mixin private PipelineFile file;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Pipeline pipeline = file.read();
    Preconditions.require(pipeline, ExistingRows.KEEP);
    PlannedPipeline planned = PlannedPipeline.of(pipeline);
    postgres(planned);
    clickHouse(planned);
    return ExitCode.OK;
  }

  private void postgres(PlannedPipeline planned) {
    Pipeline pipeline = planned.pipeline();
    try (Connection connection = new PostgresAccess(pipeline.source()).open()) {
      SourceObjects objects = new SourceObjects(connection, pipeline.source());
      boolean publication = objects.hasPublication();
      boolean slot = objects.hasSlot();
      String position = objects.make(planned.plan());
      say(publication, "publication " + pipeline.source().publication());
      say(slot, "slot " + pipeline.source().slot() + ", at log position " + position);
    } catch (SQLException e) {
      throw PostgresFailure.of(pipeline.source(), e);
    }
  }

  private void clickHouse(PlannedPipeline planned) {
    Pipeline pipeline = planned.pipeline();
    List<String> before = tables(pipeline);
    ClickHouseSchema.prepare(
        TargetEnds.options(pipeline),
        TargetEnds.clickHouse(pipeline, planned.plan()),
        ExistingRows.KEEP);
    for (String table : new TreeSet<>(tables(pipeline))) {
      say(before.contains(table), "table " + pipeline.clickhouse().database() + "." + table);
    }
  }

  private static List<String> tables(Pipeline pipeline) {
    String database = Sql.literal(pipeline.clickhouse().database());
    return new ClickHouseAccess(pipeline.clickhouse())
        .ask("SELECT name FROM system.tables WHERE database = " + database)
        .lines()
        .toList();
  }

  private void say(boolean wasThere, String what) {
    PrintWriter out = spec.commandLine().getOut();
    out.println((wasThere ? "was there  " : "made       ") + what);
    out.flush();
  }
}
