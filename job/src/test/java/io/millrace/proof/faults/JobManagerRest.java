package io.millrace.proof.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.FlinkCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Questions to a cluster's JobManager, which has to be there. */
final class JobManagerRest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FlinkCluster cluster;
  private final HttpClient client = HttpClient.newHttpClient();

  JobManagerRest(FlinkCluster cluster) {
    this.cluster = cluster;
  }

  JsonNode ask(String path) {
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
}
