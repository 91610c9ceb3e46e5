package io.millrace;

import io.millrace.catalog.PostgresCatalog;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.PipelineReader;
import io.millrace.query.Plan;
import io.millrace.query.QueryPlanner;
import io.millrace.sink.clickhouse.ClickHouseSchema;
import io.millrace.sink.clickhouse.ExistingRows;
import io.millrace.sink.clickhouse.PreparedTarget;
import io.millrace.topology.PipelineJob;
import io.millrace.topology.SourceEnds;
import io.millrace.topology.TargetEnds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;

/**
 * Main of the job: pipeline.yaml → plan → topology → execute. Runs where the job is submitted
 * ({@code flink run}, {@code millrace run}), reaches Postgres for its catalogue and ClickHouse for
 * its tables, and hands the cluster a finished job graph.
 *
 * <pre>{@code
 * flink run millrace-job.jar --pipeline pipeline.yaml [--truncate-targets] [--adopt-slot]
 * }</pre>
 */
@CommandLine.Command(name = "millrace-job", mixinStandardHelpOptions = true)
public final class MillraceJob {

  @CommandLine.Option(names = "--pipeline", required = true, description = "pipeline.yaml")
  private Path file;

  @CommandLine.Option(
      names = "--truncate-targets",
      description = "empty the target tables of a fresh start that hold rows")
  private boolean truncateTargets;

  @CommandLine.Option(
      names = "--adopt-slot",
      description = "let a fresh start take a replication slot that was used before")
  private boolean adoptSlot;

  private MillraceJob() {}

  public static void main(String[] arguments) throws Exception {
    MillraceJob job = new MillraceJob();
    CommandLine line = new CommandLine(job);
    line.parseArgs(arguments);
    if (line.isUsageHelpRequested()) {
      line.usage(System.out);
    } else {
      job.submit();
    }
  }

  private void submit() throws Exception {
    Pipeline pipeline = new PipelineReader().read(file);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    prepare(env, pipeline, truncateTargets, adoptSlot);
    env.executeAsync(pipeline.name());
  }

  /** Makes the target tables where they are missing, and puts the job into the environment. */
  public static void prepare(
      StreamExecutionEnvironment env, Pipeline pipeline, boolean truncateTargets, boolean adoptSlot)
      throws SQLException {
    Plan plan = plan(pipeline);
    List<PreparedTarget> targets =
        ClickHouseSchema.prepare(
            TargetEnds.options(pipeline),
            TargetEnds.clickHouse(pipeline, plan),
            existingRows(env, truncateTargets));
    PipelineJob.build(env, pipeline, plan, targets, adoptSlot);
  }

  /** The pipeline's queries over the tables that its database has now. */
  public static Plan plan(Pipeline pipeline) throws SQLException {
    try (Connection connection = SourceEnds.database(pipeline.source()).open()) {
      return new QueryPlanner(new PostgresCatalog(connection)).plan(pipeline.tables());
    }
  }

  /**
   * A start from a savepoint goes on with the rows that are there; a fresh one must not find any.
   */
  private static ExistingRows existingRows(StreamExecutionEnvironment env, boolean truncate) {
    if (truncate) {
      return ExistingRows.TRUNCATE;
    }
    Configuration configuration = (Configuration) env.getConfiguration();
    return configuration.get(StateRecoveryOptions.SAVEPOINT_PATH) == null
        ? ExistingRows.REFUSE
        : ExistingRows.KEEP;
  }
}
