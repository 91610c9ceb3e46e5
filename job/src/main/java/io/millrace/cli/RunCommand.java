package io.millrace.cli;

import io.millrace.cli.submit.EmbeddedRun;
import io.millrace.cli.submit.JobStart;
import io.millrace.cli.submit.RunningJob;
import io.millrace.cli.submit.Submission;
import io.millrace.local.LocalHome;
import io.millrace.pipeline.Pipeline;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code run}: checks both ends, then starts the job. */
@Command(
    name = "run",
    description = {
      "Check both ends, make what is missing in ClickHouse, and start the job.",
      "Returns when all of its tasks run; with --embedded, when the job ends."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Mixin private PipelineFile file;
  @Mixin private FlinkAddress flink;
  @Spec private CommandSpec spec;

  @Option(names = "--embedded", description = "Run Flink inside this process, until Ctrl-C.")
  private boolean embedded;

  @Option(
      names = "--ui-port",
      defaultValue = "8081",
      description = "Port of the web UI with --embedded. Default: ${DEFAULT-VALUE}.")
  private int uiPort;

  @Option(
      names = "--from-savepoint",
      paramLabel = "PATH",
      description = {
        "Go on from this savepoint or retained checkpoint;",
        "'latest': from the newest checkpoint of this pipeline that the cluster has."
      })
  private String savepoint;

  @Option(names = "--parallelism", description = "Default: the cluster's, or one per core.")
  private Integer parallelism;

  @Option(
      names = "--truncate-targets",
      description = "Empty the target tables of a fresh start that hold rows.")
  private boolean truncateTargets;

  @Option(
      names = "--adopt-slot",
      description = "Let a fresh start take a replication slot that was used before.")
  private boolean adoptSlot;

  @Override
  public Integer call() {
    JobStart start = start();
    Pipeline pipeline = file.read();
    Preconditions.require(pipeline, start.existingRows());
    Submission submission = new Submission(pipeline, start);
    PrintWriter out = spec.commandLine().getOut();
    if (embedded) {
      return new EmbeddedRun(submission, LocalHome.ofUser().dir().resolve("embedded"), out)
          .untilItEnds(pipeline.name(), uiPort);
    }
    URI address = flink.address();
    RunningJob job = submission.toCluster(address);
    submission
        .advice(address)
        .ifPresent(advice -> spec.commandLine().getErr().println("Warning: " + advice));
    out.println("Job " + pipeline.name() + " submitted, id " + job.id());
    out.println("Web UI " + job.flink().jobPage(job.id()));
    out.flush();
    job.awaitRunning();
    out.println("All tasks run.");
    return ExitCode.OK;
  }

  private JobStart start() {
    if (parallelism != null && parallelism < 1) {
      throw new ParameterException(spec.commandLine(), "--parallelism begins at 1.");
    }
    if (savepoint != null && (truncateTargets || adoptSlot)) {
      throw new ParameterException(
          spec.commandLine(),
          "--from-savepoint goes on with the tables and the slot as they are; --truncate-targets and"
              + " --adopt-slot are for a start from nothing.");
    }
    return new JobStart(
        Optional.ofNullable(savepoint),
        parallelism == null ? OptionalInt.empty() : OptionalInt.of(parallelism),
        truncateTargets,
        adoptSlot);
  }
}
