package io.millrace.end;

import io.millrace.local.ClickHouseServer;
import io.millrace.local.LocalHome;
import io.millrace.local.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** One Postgres and one ClickHouse for all end-to-end tests of a JVM; they die with it. */
public final class TestServers {

  private static TestServers servers;

  public final Path home;
  public final PostgresServer postgres;
  public final ClickHouseServer clickhouse;

  private TestServers() throws IOException {
    home = TestHome.create("millrace-end");
    postgres =
        new PostgresServer(LocalHome.ofTest(home))
            .withSettings(
                Map.of(
                    "fsync", "off",
                    // Every pipeline of the JVM leaves its slot behind.
                    "max_replication_slots", "200",
                    "max_wal_senders", "200"));
    postgres.start();
    clickhouse = new ClickHouseServer(LocalHome.ofTest(home));
    clickhouse.start();
  }

  public static synchronized TestServers get() {
    if (servers == null) {
      try {
        servers = new TestServers();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return servers;
  }
}
