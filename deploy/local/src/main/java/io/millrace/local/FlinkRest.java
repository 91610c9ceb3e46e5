package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.StreamSupport;

/** The little of Flink's REST interface that tells whether the cluster is up. */
final class FlinkRest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final IntSupplier port;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  FlinkRest(IntSupplier port) {
    this.port = port;
  }

  boolean answers() {
    return get("/overview").isPresent();
  }

  /**
   * Whether the JobManager knows this TaskManager and its slots, which come a little after its
   * registration.
   */
  boolean hasTaskManager(String resourceId) {
    return get("/taskmanagers").stream()
        .flatMap(answer -> StreamSupport.stream(answer.path("taskmanagers").spliterator(), false))
        .anyMatch(
            one ->
                one.path("id").asText().equals(resourceId) && one.path("slotsNumber").asInt() > 0);
  }

  /** Slots of all registered TaskManagers; 0 if the JobManager does not answer. */
  int slots() {
    return get("/overview").map(answer -> answer.path("slots-total").asInt()).orElse(0);
  }

  private Optional<JsonNode> get(String path) {
    URI uri = URI.create("http://" + Ports.HOST + ":" + port.getAsInt() + path);
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200
          ? Optional.of(JSON.readTree(response.body()))
          : Optional.empty();
    } catch (IOException notUp) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while asking Flink at " + uri, e);
    }
  }
}
