package io.millrace.sink.clickhouse;

import io.millrace.end.TestHome;
import io.millrace.local.ClickHouseServer;
import io.millrace.local.LocalHome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A real ClickHouse of one test class. */
public final class TestServer implements AutoCloseable {

  public static final String DATABASE = "shop";

  private final ClickHouseServer server;

  private TestServer(ClickHouseServer server) {
    this.server = server;
  }

  public static TestServer start() {
    try {
      Path dir = TestHome.create("millrace-clickhouse");
      ClickHouseServer server =
          new ClickHouseServer(LocalHome.ofTest(dir))
              .withSettings(Map.of("max_server_memory_usage", "2000000000"));
      server.start();
      return new TestServer(server);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  public ClickHouseServer server() {
    return server;
  }

  public ClickHouseOptions options() {
    return ClickHouseOptions.of(
        URI.create(server.httpUrl()), DATABASE, "default", Secret.NONE, "test");
  }

  public String query(String sql) {
    return server.query(sql).strip();
  }

  public List<String> lines(String sql) {
    return server.query(sql).lines().toList();
  }

  /** Empty targets, made anew. */
  public List<PreparedTarget> prepare(ClickHouseTarget... targets) {
    query("DROP DATABASE IF EXISTS " + DATABASE + " SYNC");
    return ClickHouseSchema.prepare(options(), Arrays.asList(targets), ExistingRows.REFUSE);
  }

  @Override
  public void close() {
    server.kill();
  }
}
