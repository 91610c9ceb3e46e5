package io.millrace.proof.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.awaitility.Awaitility;

/**
 * One run of a pipeline's job on the shared cluster.
 *
 * @param home of the pipeline's checkpoints
 */
record HistoryJob(MiniCluster cluster, JobID id, Path home) {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(40);

  /** Polls until something holds, and fails with the job if that comes to its end. */
  void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(
            () -> {
              requireAlive();
              return condition.call();
            });
  }

  void requireAlive() throws ExecutionException, InterruptedException {
    JobStatus status = cluster.getJobStatus(id).get();
    if (status.isTerminalState()) {
      var failure = cluster.getExecutionGraph(id).get().getFailureInfo();
      throw new IllegalStateException(
          "the job is " + status + ": " + (failure == null ? "" : failure.getExceptionAsString()));
    }
  }

  void awaitRunning() {
    await(
        "all tasks run",
        () ->
            cluster.getJobStatus(id).get() == JobStatus.RUNNING
                && vertices()
                    .allMatch(vertex -> vertex.getExecutionState() == ExecutionState.RUNNING));
  }

  /** None while the job is being made. */
  private Stream<? extends AccessExecutionVertex> vertices()
      throws ExecutionException, InterruptedException {
    if (cluster.getJobStatus(id).get() == JobStatus.INITIALIZING) {
      return Stream.empty();
    }
    AccessExecutionGraph graph = cluster.getExecutionGraph(id).get();
    return StreamSupport.stream(graph.getAllExecutionVertices().spliterator(), false);
  }

  /** How often it has failed and begun again. */
  int restarts() throws ExecutionException, InterruptedException {
    return vertices()
        .mapToInt(vertex -> vertex.getCurrentExecutionAttempt().getAttemptNumber())
        .max()
        .orElse(0);
  }

  /** Again when a task was just not running: a failure of before may still be under way. */
  String stopWithSavepoint() {
    AtomicReference<String> savepoint = new AtomicReference<>();
    await(
        "a savepoint",
        () -> {
          awaitRunning();
          try {
            savepoint.set(
                cluster
                    .stopWithSavepoint(
                        id,
                        home.resolve("savepoints").toUri().toString(),
                        false,
                        SavepointFormatType.CANONICAL)
                    .get());
            return true;
          } catch (ExecutionException e) {
            if (e.getCause() instanceof CheckpointException) {
              return false;
            }
            throw e;
          }
        });
    return savepoint.get();
  }

  /** At any moment after its first checkpoint; returns the newest one. */
  String cancel() throws ExecutionException, InterruptedException {
    await("a checkpoint", () -> newestCheckpoint().isPresent());
    end();
    return newestCheckpoint().orElseThrow().toUri().toString();
  }

  void end() throws ExecutionException, InterruptedException {
    if (!cluster.getJobStatus(id).get().isTerminalState()) {
      cluster.cancelJob(id).get();
      Awaitility.await("the job's end")
          .atMost(PATIENCE)
          .pollInterval(POLL)
          .until(() -> cluster.getJobStatus(id).get().isGloballyTerminalState());
    }
  }

  private Optional<Path> newestCheckpoint() {
    Path own = home.resolve("checkpoints").resolve(id.toString());
    if (!Files.exists(own)) {
      return Optional.empty();
    }
    try (Stream<Path> checkpoints = Files.list(own)) {
      return checkpoints
          .filter(path -> path.getFileName().toString().startsWith("chk-"))
          .filter(path -> Files.exists(path.resolve("_metadata")))
          .max(Comparator.comparingLong(HistoryJob::number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("chk-".length()));
  }
}
