package io.millrace.sink.clickhouse.client;

import io.millrace.sink.clickhouse.ClickHouseOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One ClickHouse server's HTTP interface. Every request is sent once: who calls decides about
 * repeating. Thread-safe; every wait ends when the thread is interrupted.
 *
 * <p>Why not clickhouse-java's client-v2: looking for rows needs a table sent along with a query
 * (multipart), which it has no call for; its inserts cannot send ClickHouse's own compressed blocks
 * with a known length; it waits in a blocking read that an interrupt does not end, so a task being
 * cancelled would hang until Flink kills the TaskManager; and it retries and changes endpoints by
 * itself. Statements and metadata in {@code schema} go through its JDBC driver.
 */
public final class ClickHouseClient {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Of a half-open connection nobody hears again: better found out by this than by an insert. */
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(10);

  private final ClickHouseOptions options;
  private final HttpClient http;
  private final Duration timeout;

  /**
   * @param timeout of one request, answer included
   */
  public ClickHouseClient(ClickHouseOptions options, Duration timeout) {
    this.options = options;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  /**
   * That the server answers. Repeats itself on a connection that the server has closed, which a
   * POST must not; so an insert sent right after finds a live connection, and one that is not sent
   * for want of a server has a known outcome.
   */
  public void ping() throws IOException, InterruptedException {
    Duration limit = timeout.compareTo(PING_TIMEOUT) < 0 ? timeout : PING_TIMEOUT;
    send(HttpRequest.newBuilder(uri(Map.of("query", "SELECT 1"))).GET(), limit);
  }

  /** A query's answer as tab-separated lines. */
  public String query(String sql, Map<String, String> settings)
      throws IOException, InterruptedException {
    BodyPublisher body = BodyPublishers.ofString(sql);
    return send(HttpRequest.newBuilder(uri(settings)).POST(body));
  }

  /** Sends compressed blocks as the data of an INSERT. */
  public void insert(String sql, String queryId, Map<String, String> settings, List<byte[]> blocks)
      throws IOException, InterruptedException {
    Map<String, String> parameters = new LinkedHashMap<>(settings);
    parameters.put("query", sql);
    parameters.put("query_id", queryId);
    parameters.put("decompress", "1");
    send(HttpRequest.newBuilder(uri(parameters)).POST(Bodies.of(blocks)));
  }

  /** A query with a table of its own sent along. */
  public String query(String sql, Map<String, String> settings, AttachedTable table)
      throws IOException, InterruptedException {
    Map<String, String> parameters = new LinkedHashMap<>(settings);
    parameters.put("query", sql);
    parameters.put(table.name() + "_structure", table.structure());
    parameters.put(table.name() + "_format", "RowBinary");
    String boundary = "millrace" + UUID.randomUUID();
    return send(
        HttpRequest.newBuilder(uri(parameters))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(Bodies.multipart(boundary, table)));
  }

  private URI uri(Map<String, String> parameters) {
    URI url = options.url();
    StringBuilder uri = new StringBuilder(url.getScheme()).append("://");
    uri.append(options.address()).append(url.getPath().isEmpty() ? "/" : url.getPath());
    char separator = '?';
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      uri.append(separator).append(encode(parameter.getKey()));
      uri.append('=').append(encode(parameter.getValue()));
      separator = '&';
    }
    return URI.create(uri.toString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return send(request, timeout);
  }

  private String send(HttpRequest.Builder request, Duration limit)
      throws IOException, InterruptedException {
    String credentials = options.user() + ':' + options.password().reveal();
    String encoded =
        Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    request.header("Authorization", "Basic " + encoded);
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(
            request.timeout(limit).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    try {
      return accept(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      throw unanswered(e.getCause());
    } catch (TimeoutException e) {
      throw unanswered(e);
    } finally {
      answer.cancel(true);
    }
  }

  private String accept(HttpResponse<String> response) throws ClickHouseException {
    int code =
        response
            .headers()
            .firstValue("X-ClickHouse-Exception-Code")
            .map(Integer::parseInt)
            .orElse(ClickHouseException.NO_CODE);
    if (response.statusCode() == 200 && code == ClickHouseException.NO_CODE) {
      return response.body();
    }
    boolean coded = code != ClickHouseException.NO_CODE;
    throw new ClickHouseException(
        coded ? ErrorCodes.ofCode(code) : ErrorCodes.ofStatus(response.statusCode()),
        code,
        "ClickHouse at " + options.address() + " answered " + Answers.describe(response, code),
        null);
  }

  private ClickHouseException unanswered(Throwable cause) {
    boolean notSent =
        cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    String what = notSent ? "cannot be reached" : "gave no answer";
    return new ClickHouseException(
        notSent ? FailureKind.RETRY : FailureKind.UNKNOWN_OUTCOME,
        ClickHouseException.NO_CODE,
        "ClickHouse at " + options.address() + " " + what + " (" + cause + ")",
        cause);
  }
}
