package io.millrace.proof.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.FlinkCluster;
import io.millrace.local.FlinkProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The cluster's TaskManagers, of one slot each and one more than the job needs: so the job comes
 * back without waiting for a new process, which starts meanwhile and is the next one's spare.
 */
final class TaskManagers implements AutoCloseable {

  private static final Duration SETTLED = Duration.ofSeconds(20);

  private final FlinkCluster cluster;
  private final JobManagerRest rest;
  private final ExecutorService starter = Executors.newCachedThreadPool();
  private final List<CompletableFuture<Void>> starting = new ArrayList<>();

  TaskManagers(FlinkCluster cluster, JobManagerRest rest) {
    this.cluster = cluster;
    this.rest = rest;
  }

  /**
   * Those that run tasks: what happens to one of them happens to the job. The JobManager learns of
   * their slots with heartbeats, so it may take a moment.
   */
  List<FlinkProcess> busy() {
    return Awaitility.await("TaskManagers that run the job")
        .atMost(SETTLED)
        .pollDelay(Duration.ZERO)
        .until(this::knownToBeBusy, busy -> !busy.isEmpty());
  }

  private List<FlinkProcess> knownToBeBusy() {
    List<FlinkProcess> busy = new ArrayList<>();
    JsonNode known = rest.ask("/taskmanagers").path("taskmanagers");
    for (FlinkProcess taskManager : cluster.taskManagers()) {
      for (JsonNode one : known) {
        boolean itself = one.path("id").asText().startsWith(taskManager.name() + "-");
        if (itself && one.path("freeSlots").asInt() == 0 && taskManager.isRunning()) {
          busy.add(taskManager);
          break;
        }
      }
    }
    return busy;
  }

  /** Starts those that are gone, and does not wait for them. */
  void revive() {
    revive(cluster.taskManagers().size());
  }

  /** So many at most are running then; the job waits for none but those it needs. */
  synchronized void revive(int atMost) {
    List<FlinkProcess> gone = new ArrayList<>(cluster.taskManagers());
    gone.removeIf(FlinkProcess::isRunning);
    int missing = atMost - (cluster.taskManagers().size() - gone.size());
    for (FlinkProcess taskManager : gone.subList(0, Math.max(0, missing))) {
      starting.add(CompletableFuture.runAsync(taskManager::start, starter));
    }
  }

  /** Waits for starts under way to succeed or fail; they fail when all has been killed. */
  synchronized void settle() {
    for (CompletableFuture<Void> start : starting) {
      start.completeOnTimeout(null, SETTLED.toMillis(), TimeUnit.MILLISECONDS);
      start.handle((done, failure) -> null).join();
    }
    starting.clear();
  }

  Executor starter() {
    return starter;
  }

  @Override
  public void close() {
    settle();
    starter.shutdown();
  }
}
