package io.millrace.cli.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.failure.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the command line asks of a Flink cluster's REST interface. Thread-safe. */
public final class FlinkRest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A job as the cluster lists it.
   *
   * @param state {@code RUNNING}, {@code RESTARTING}, {@code FAILED} …
   */
  public record Job(String id, String name, String state) {

    public boolean isOver() {
      return state.equals("FAILED") || state.equals("CANCELED") || state.equals("FINISHED");
    }
  }

  /** Slots of a cluster. */
  public record Slots(int total, int free) {}

  private final URI address;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  public FlinkRest(URI address) {
    this.address = address;
  }

  public URI address() {
    return address;
  }

  /** Where the web UI shows a job. */
  public String jobPage(String id) {
    return address + "/#/job/running/" + id + "/overview";
  }

  public List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      jobs.add(
          new Job(job.path("jid").asText(), job.path("name").asText(), job.path("state").asText()));
    }
    return jobs;
  }

  /** A setting of the JobManager; empty when it has none of that name. */
  public Optional<String> setting(String key) {
    for (JsonNode entry : get("/jobmanager/config")) {
      if (entry.path("key").asText().equals(key)) {
        return Optional.of(entry.path("value").asText());
      }
    }
    return Optional.empty();
  }

  public Slots slots() {
    JsonNode overview = get("/overview");
    return new Slots(
        overview.path("slots-total").asInt(), overview.path("slots-available").asInt());
  }

  /** The job's state; {@code INITIALIZING}, … , {@code RUNNING} only once all its tasks run. */
  public String state(String job) {
    JsonNode answer = get("/jobs/" + job);
    String state = answer.path("state").asText();
    if (!state.equals("RUNNING")) {
      return state;
    }
    for (JsonNode vertex : answer.path("vertices")) {
      if (!vertex.path("status").asText().equals("RUNNING")) {
        return vertex.path("status").asText();
      }
    }
    return state;
  }

  /** The stack trace of the job's last failure; empty when it never failed. */
  public String lastFailure(String job) {
    JsonNode entries = get("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries");
    return entries.isEmpty() ? "" : entries.get(0).path("stacktrace").asText("");
  }

  public void cancel(String job) {
    send(HttpRequest.newBuilder(uri("/jobs/" + job)).method("PATCH", BodyPublishers.noBody()));
  }

  /** Cancels every job of that name, and waits until it is over. */
  public void cancelAll(String name) {
    List<Job> jobs =
        jobs().stream().filter(job -> job.name().equals(name) && !job.isOver()).toList();
    jobs.forEach(job -> cancel(job.id()));
    for (Job job : jobs) {
      while (jobs().stream().anyMatch(each -> each.id().equals(job.id()) && !each.isOver())) {
        pause();
      }
    }
  }

  /** Between two questions. */
  static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while waiting for a job", "Look at Flink's web UI.", e);
    }
  }

  private JsonNode get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  private URI uri(String path) {
    return URI.create(address + path);
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          client.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
      if (answer.statusCode() >= 400) {
        throw new CommandFailure(
            "Flink at " + address + " answers with HTTP " + answer.statusCode(),
            "See the JobManager's log.");
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new CommandFailure(
          "Flink at " + address + " cannot be reached",
          "Check the address (--flink), and that the JobManager runs; `millrace local up` starts one"
              + " here.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while asking Flink at " + address, "Try again.", e);
    }
  }
}
