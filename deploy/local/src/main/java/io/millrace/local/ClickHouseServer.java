package io.millrace.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * ClickHouse with its HTTP and native protocols on loopback, and a database {@link #DATABASE}; the
 * user {@code default} needs no password.
 *
 * <p>A {@code clickhouse} binary on the PATH wins. Otherwise the engine is libchdb.so, called as
 * clickhouse-local in a JVM of its own: a query that never ends keeps it up, and listeners are
 * opened by SQL. To its clients it is a server, with these differences:
 *
 * <ul>
 *   <li>The database {@code default} is an Overlay; databases that are created are Atomic, as in a
 *       server.
 *   <li>Users cannot be created by SQL (no writeable access storage); see {@link #withUser}.
 *   <li>Stopping is like killing: what an insert acknowledged is there after the next start, system
 *       logs may miss their last seconds. {@code SYSTEM SHUTDOWN} works; it signals its process
 *       group, which is its own.
 * </ul>
 */
public final class ClickHouseServer extends SingleProcessServer {
  public static final String USER = "default";
  public static final String DATABASE = "shop";

  private static final String HTTP = "http";
  private static final String NATIVE = "native";
  private static final Map<String, Integer> USUAL_PORTS = Map.of(HTTP, 8123, NATIVE, 9000);
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(5);

  private final LocalHome home;
  private final ClickHouseConfig config;
  private final HttpClient client = HttpClient.newHttpClient();

  public ClickHouseServer(LocalHome home) {
    this(home, Map.of(), List.of(), Map.of());
  }

  private ClickHouseServer(
      LocalHome home,
      Map<String, String> settings,
      List<ClickHouseUser> users,
      Map<String, String> profile) {
    super(new ServerProcess(home, "clickhouse"), "TERM");
    this.home = home;
    this.config = new ClickHouseConfig(process().dir(), settings, users, profile);
  }

  /**
   * The same server with further server settings (elements of config.xml); they count from the next
   * start.
   */
  public ClickHouseServer withSettings(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(config.settings());
    all.putAll(more);
    return new ClickHouseServer(home, all, config.users(), config.profile());
  }

  /**
   * The same server with one more user, who may do what is granted; from the next start on.
   *
   * @param grants such as {@code GRANT SELECT ON shop.*}
   */
  public ClickHouseServer withUser(String name, String password, String... grants) {
    List<ClickHouseUser> all = new ArrayList<>(config.users());
    all.add(new ClickHouseUser(name, password, List.of(grants)));
    return new ClickHouseServer(home, config.settings(), all, config.profile());
  }

  /**
   * The same server with settings for the queries of those users, such as {@code max_memory_usage}
   * or {@code readonly}; from the next start on.
   */
  public ClickHouseServer withProfile(Map<String, String> profile) {
    return new ClickHouseServer(home, config.settings(), config.users(), profile);
  }

  @Override
  public void start() {
    if (process().isRunning()) {
      return;
    }
    Map<String, Integer> ports = process().choosePorts(USUAL_PORTS);
    Path file = config.write(ports.get(HTTP), ports.get(NATIVE));
    List<String> command =
        Tool.onPath("clickhouse")
            ? List.of("clickhouse", "server", "--config-file=" + file)
            : ClickHouseEngine.command(
                ClickHouseLibrary.installed(home.cache()), config, file, ports);
    process().launch(command, Map.of(), ports);
    process().awaitAnswer(this::answers, START_TIMEOUT);
    query("CREATE DATABASE IF NOT EXISTS " + DATABASE);
  }

  private boolean answers() {
    try {
      return "1\n".equals(query("SELECT 1"));
    } catch (LocalStackException notYet) {
      return false;
    }
  }

  /**
   * Runs one statement over HTTP and returns what it answers, tab-separated.
   *
   * @throws LocalStackException if ClickHouse refuses it or cannot be reached
   */
  public String query(String sql) {
    return queryAs(USER, "", sql);
  }

  /** As {@link #query}, as another user. */
  public String queryAs(String user, String password, String sql) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(httpUrl()))
            .header("X-ClickHouse-User", user)
            .header("X-ClickHouse-Key", password)
            .timeout(REQUEST_TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new LocalStackException(
            "ClickHouse refused `" + sql + "`: " + response.body().strip());
      }
      return response.body();
    } catch (IOException e) {
      throw new LocalStackException(
          "No answer from ClickHouse at " + httpUrl() + " to `" + sql + "`", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while ClickHouse ran `" + sql + "`", e);
    }
  }

  /**
   * The server's own log; what goes wrong before it is opened stands in clickhouse.log beside it.
   */
  @Override
  public Path logFile() {
    return config.logFile();
  }

  public int httpPort() {
    return process().port(HTTP);
  }

  public int nativePort() {
    return process().port(NATIVE);
  }

  /** As pipeline.yaml has it. */
  public String httpUrl() {
    return "http://" + Ports.HOST + ":" + httpPort();
  }

  @Override
  public Map<String, String> addresses() {
    return process().ports().isEmpty()
        ? Map.of()
        : Map.of(
            HTTP,
            httpUrl(),
            NATIVE,
            "clickhouse://" + Ports.HOST + ":" + nativePort(),
            "play",
            httpUrl() + "/play");
  }
}
