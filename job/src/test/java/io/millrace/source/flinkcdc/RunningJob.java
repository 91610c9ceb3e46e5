package io.millrace.source.flinkcdc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/** A job that is cancelled when the test is over, and whose failure ends the wait for anything. */
record RunningJob(JobClient client, Path savepoints) implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    CompletableFuture<?> end = client.getJobExecutionResult();
    while (!condition.call()) {
      try {
        end.get(20, TimeUnit.MILLISECONDS);
        throw new IllegalStateException("the job has ended");
      } catch (TimeoutException stillRunning) {
        if (System.nanoTime() > deadline) {
          throw stillRunning;
        }
      }
    }
  }

  /** Why the job failed. */
  Throwable failure() throws Exception {
    try {
      client.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("the job has ended well");
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Stops with a savepoint; gives its path. */
  String stop() throws Exception {
    String savepoint =
        client
            .stopWithSavepoint(false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    client.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return savepoint;
  }

  @Override
  public void close() throws Exception {
    if (!client.getJobExecutionResult().isDone()) {
      client.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      client.getJobExecutionResult().handle((result, cancelled) -> null).get();
    }
  }
}
