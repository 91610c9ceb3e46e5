package io.millrace.cli.submit;

import io.millrace.cli.failure.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;

/** A job with its cluster in this process. */
public final class EmbeddedRun {

  private final Submission submission;
  private final Path home;
  private final PrintWriter out;

  /**
   * @param home holds a directory for each pipeline
   */
  public EmbeddedRun(Submission submission, Path home, PrintWriter out) {
    this.submission = submission;
    this.home = home;
    this.out = out;
  }

  /** Returns the exit code when the job has ended; mostly Ctrl-C ends the process before. */
  public int untilItEnds(String pipeline, int uiPort) {
    Path directory = home.resolve(pipeline);
    try {
      Files.createDirectories(directory.resolve("tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make " + directory, e);
    }
    JobClient client = submission.embedded(uiPort, directory);
    RunningJob job =
        new RunningJob(
            new FlinkRest(URI.create("http://127.0.0.1:" + uiPort)), client.getJobID().toString());
    out.println("Job " + pipeline + " started in this process, id " + job.id());
    out.println("Web UI " + job.flink().jobPage(job.id()));
    out.println("Checkpoints in " + directory.resolve("checkpoints").resolve(job.id()));
    out.flush();
    job.awaitRunning();
    out.println("All tasks run. Ctrl-C ends the job; --from-savepoint goes on from a checkpoint.");
    out.flush();
    return awaitEnd(client);
  }

  private static int awaitEnd(JobClient client) {
    try {
      client.getJobExecutionResult().get();
      return 0;
    } catch (ExecutionException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw new CommandFailure(
          "the job has failed: " + root.getMessage(), "--verbose prints all of it.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }
}
