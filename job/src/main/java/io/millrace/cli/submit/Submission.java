package io.millrace.cli.submit;

import io.millrace.MillraceJob;
import io.millrace.cli.connect.PostgresFailure;
import io.millrace.cli.failure.CommandFailure;
import io.millrace.pipeline.Pipeline;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Hands a pipeline's job to Flink. */
public final class Submission {

  private final Pipeline pipeline;
  private final JobStart start;

  public Submission(Pipeline pipeline, JobStart start) {
    this.pipeline = pipeline;
    this.start = start;
  }

  /** Makes the target tables that are missing and submits the job. */
  public RunningJob toCluster(URI flink) {
    FlinkRest rest = new FlinkRest(flink);
    rest.jobs().stream()
        .filter(job -> job.name().equals(pipeline.name()) && !job.isOver())
        .findFirst()
        .ifPresent(job -> refuseSecond(rest, job));
    Optional<RetainedCheckpoints> checkpoints =
        rest.setting(CheckpointingOptions.CHECKPOINTS_DIRECTORY.key())
            .map(directory -> new RetainedCheckpoints(directory, pipeline.name()));
    JobStart from = start.fromLatest() ? start.from(newest(rest, checkpoints)) : start;
    Configuration settings = FlinkSettings.remote(flink, JobJar.path(), from);
    checkpoints.ifPresent(
        own -> settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, own.directory()));
    JobClient client = execute(new StreamExecutionEnvironment(settings));
    return new RunningJob(rest, client.getJobID().toString());
  }

  /** What the cluster's own settings make worse than it has to be, for whoever submits. */
  public Optional<String> advice(URI flink) {
    return Retention.of(new FlinkRest(flink)).advice(pipeline.source().retainedCheckpoints());
  }

  private static String newest(FlinkRest rest, Optional<RetainedCheckpoints> checkpoints) {
    return checkpoints
        .orElseThrow(
            () ->
                new CommandFailure(
                    "Flink at " + rest.address() + " has no execution.checkpointing.dir",
                    "Name the checkpoint with --from-savepoint PATH."))
        .newest();
  }

  private void refuseSecond(FlinkRest rest, FlinkRest.Job job) {
    throw new CommandFailure(
        "job "
            + job.name()
            + " is on this cluster already ("
            + job.state()
            + ", "
            + rest.jobPage(job.id())
            + ")",
        "Stop it first, or give the pipeline another name.");
  }

  /**
   * Starts a cluster in this process and the job on it; both end with the process.
   *
   * @param directory for checkpoints, savepoints and scratch files
   */
  public JobClient embedded(int uiPort, Path directory) {
    int slots = start.parallelism().orElse(Runtime.getRuntime().availableProcessors());
    RetainedCheckpoints checkpoints =
        new RetainedCheckpoints(directory.toUri().toString(), "checkpoints");
    JobStart from = start.fromLatest() ? start.from(checkpoints.newest()) : start;
    Configuration settings = FlinkSettings.embedded(uiPort, directory, slots, from);
    return execute(StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(settings));
  }

  private JobClient execute(StreamExecutionEnvironment env) {
    try {
      MillraceJob.prepare(env, pipeline, start.truncateTargets(), start.adoptSlot());
    } catch (SQLException e) {
      throw PostgresFailure.of(pipeline.source(), e);
    }
    try {
      return env.executeAsync(pipeline.name());
    } catch (Exception e) {
      throw new CommandFailure(
          "Flink does not take the job: " + rootMessage(e),
          "See the JobManager's log; --verbose prints all.",
          e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString().lines().findFirst().orElse("");
  }
}
