package io.millrace.end;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;

/** What the tests ask of a cluster's REST interface. */
public final class ClusterRest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String address;
  private final HttpClient client = HttpClient.newHttpClient();

  public ClusterRest(String address) {
    this.address = address;
  }

  public String stopWithSavepoint(String job, String directory) {
    String body = "{\"drain\":false,\"targetDirectory\":\"" + directory + "\"}";
    String trigger = send("POST", "/jobs/" + job + "/stop", body).path("request-id").asText();
    JsonNode[] done = new JsonNode[1];
    Awaitility.await("savepoint")
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              JsonNode answer = send("GET", "/jobs/" + job + "/savepoints/" + trigger, null);
              done[0] = answer.path("operation");
              return answer.path("status").path("id").asText().equals("COMPLETED");
            });
    if (!done[0].has("location")) {
      throw new IllegalStateException("no savepoint: " + done[0]);
    }
    return done[0].path("location").asText();
  }

  public void checkpoint(String job) {
    send("POST", "/jobs/" + job + "/checkpoints", "{}");
  }

  public long failedCheckpoints(String job) {
    return send("GET", "/jobs/" + job + "/checkpoints", null)
        .path("counts")
        .path("failed")
        .asLong();
  }

  /** Failures that the job has come back from. */
  public int failures(String job) {
    return send("GET", "/jobs/" + job + "/exceptions", null)
        .path("exceptionHistory")
        .path("entries")
        .size();
  }

  /**
   * As the web UI shows it: the job's state, and the stack traces of its failures, newest first.
   */
  public String state(String job) {
    return send("GET", "/jobs/" + job, null).path("state").asText();
  }

  /** Stack traces of the job's failures, newest first. */
  public String exceptions(String job) {
    StringBuilder all = new StringBuilder();
    for (JsonNode entry :
        send("GET", "/jobs/" + job + "/exceptions", null)
            .path("exceptionHistory")
            .path("entries")) {
      all.append(entry.path("stacktrace").asText()).append('\n');
    }
    return all.toString();
  }

  /** The largest value of a metric over all tasks, whatever operator it belongs to. */
  public double largest(String job, String metric) {
    double largest = Double.NaN;
    for (JsonNode vertex : send("GET", "/jobs/" + job, null).path("vertices")) {
      String metrics = "/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/metrics";
      for (JsonNode known : send("GET", metrics, null)) {
        String name = known.path("id").asText();
        if (name.endsWith("." + metric)) {
          String query = "?get=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
          for (JsonNode value : send("GET", metrics + query, null)) {
            largest = Math.max(Double.isNaN(largest) ? 0 : largest, value.path("value").asDouble());
          }
        }
      }
    }
    return largest;
  }

  private JsonNode send(String method, String path, String body) {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Content-Type", "application/json")
            .method(method, publisher)
            .build();
    try {
      return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
