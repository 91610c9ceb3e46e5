package io.millrace.proof.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.FlinkCluster;
import io.millrace.local.FlinkProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The cluster's TaskManagers, of one slot each and one more than the job needs: so the job comes
 * back without waiting for a new process, which starts meanwhile and is the next one's spare.
 */
final class TaskManagers implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SETTLED = Duration.ofSeconds(20);

  private final FlinkCluster cluster;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService starter = Executors.newCachedThreadPool();
  private final List<CompletableFuture<Void>> starting = new ArrayList<>();

  TaskManagers(FlinkCluster cluster) {
    this.cluster = cluster;
  }

  /** Those that run tasks: what happens to one of them happens to the job. */
  List<FlinkProcess> busy() {
    List<FlinkProcess> busy = new ArrayList<>();
    JsonNode known = ask("/taskmanagers").path("taskmanagers");
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

  private JsonNode ask(String path) {
    try {
      URI uri = URI.create(cluster.restUrl() + path);
      String answer =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new IllegalStateException("the JobManager does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    settle();
    starter.shutdown();
  }
}
