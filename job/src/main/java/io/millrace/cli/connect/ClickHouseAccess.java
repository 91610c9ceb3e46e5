package io.millrace.cli.connect;

import io.millrace.cli.failure.CommandFailure;
import io.millrace.pipeline.ClickHouseDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads from a pipeline's ClickHouse, without a bound on the answer's size. Thread-safe. */
public final class ClickHouseAccess {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int LONGEST_MESSAGE = 500;

  private final ClickHouseDefinition definition;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  public ClickHouseAccess(ClickHouseDefinition definition) {
    this.definition = definition;
  }

  /** The whole answer of a small query, in its FORMAT or tab-separated. */
  public String ask(String sql) {
    try (InputStream answer = stream(sql, Map.of())) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** A small answer as a table for people. */
  public String table(String database, String sql) {
    Map<String, String> settings =
        Map.of(
            "database", database,
            "output_format_pretty_color", "0",
            "output_format_pretty_row_numbers", "0",
            "output_format_decimal_trailing_zeros", "1",
            "output_format_pretty_max_rows", "12");
    try (InputStream answer = stream(sql + "\nFORMAT PrettyCompactMonoBlock", settings)) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /**
   * The answer as it comes.
   *
   * @param settings of the query
   * @throws CommandFailure if ClickHouse refuses or cannot be reached
   */
  public InputStream stream(String sql, Map<String, String> settings) {
    String parameters =
        settings.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&", "/?", ""));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(definition.url() + parameters))
            .header("Authorization", "Basic " + credentials())
            .POST(BodyPublishers.ofString(sql))
            .build();
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        throw refused(response);
      }
      return response.body();
    } catch (IOException e) {
      throw lost(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while asking " + name(), "Try again.", e);
    }
  }

  private CommandFailure refused(HttpResponse<InputStream> response) throws IOException {
    String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8).strip();
    String shown =
        body.length() > LONGEST_MESSAGE ? body.substring(0, LONGEST_MESSAGE) + "…" : body;
    return new CommandFailure(
        name() + " refuses (HTTP " + response.statusCode() + "): " + shown,
        "`millrace check` says more.");
  }

  private CommandFailure lost(IOException e) {
    return new CommandFailure(
        name() + " cannot be reached, or broke off (" + e + ")",
        "Check clickhouse.url, and that the server runs.",
        e);
  }

  /** For messages. */
  public String name() {
    return "ClickHouse at " + definition.url();
  }

  private String credentials() {
    String login = definition.user() + ":" + definition.password().value();
    return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
