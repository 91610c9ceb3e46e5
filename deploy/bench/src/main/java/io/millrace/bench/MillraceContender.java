package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.ClickHouseServer;
import io.millrace.local.FlinkCluster;
import io.millrace.local.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** Millrace itself, by its command, exactly once into ClickHouse. */
final class MillraceContender implements Contender {

  private static final int POLL_MILLIS = 50;

  private final Stand stand;
  private final OrdersDatabase database;
  private final FlinkCluster cluster;

  MillraceContender(Stand stand, OrdersDatabase database) {
    this.stand = stand;
    this.database = database;
    this.cluster = stand.cluster();
  }

  @Override
  public String name() {
    return "millrace";
  }

  @Override
  public void start() throws IOException, InterruptedException {
    cluster.start();
    clickHouse().query("CREATE DATABASE " + database.name());
    Path pipeline = stand.directory().resolve(database.name() + ".yaml");
    Files.writeString(pipeline, pipeline());
    Process run =
        new ProcessBuilder(
                stand.repository().resolve("deploy/millrace").toString(),
                "run",
                "--pipeline=" + pipeline,
                "--flink=" + cluster.restUrl(),
                "--parallelism=" + stand.parallelism())
            .redirectErrorStream(true)
            .redirectOutput(stand.directory().resolve(database.name() + ".run.log").toFile())
            .start();
    if (run.waitFor() != 0) {
      throw new IllegalStateException(
          Files.readString(stand.directory().resolve(database.name() + ".run.log")));
    }
  }

  private String pipeline() {
    return """
        name: %1$s
        source:
          type: postgres
          url: postgresql://%2$s@localhost:%3$d/%1$s
          password: %4$s
        clickhouse:
          url: %5$s
          database: %1$s
        delivery: exactly-once
        checkpoint-interval: %6$s
        tables:
          order_fact:
            query: |
              SELECT o.o_orderkey, o.o_custkey, c.c_name, c.c_nationkey, c.c_mktsegment, o.o_orderstatus,
                     o.o_totalprice, o.o_orderdate, o.o_orderpriority, o.o_clerk, o.o_shippriority, o.o_comment
              FROM orders o LEFT JOIN customer c ON c.c_custkey = o.o_custkey
        """
        .formatted(
            database.name(),
            PostgresServer.USER,
            stand.postgres().port(),
            PostgresServer.PASSWORD,
            clickHouse().httpUrl(),
            stand.checkpointInterval());
  }

  private ClickHouseServer clickHouse() {
    return stand.clickHouse();
  }

  @Override
  public long awaitLoaded() throws Exception {
    JsonNode jobs =
        new ObjectMapper().readTree(URI.create(cluster.restUrl() + "/jobs/overview").toURL());
    awaitPosition(1);
    return jobs.path("jobs").path(0).path("start-time").asLong();
  }

  @Override
  public void awaitUpdates(int updates) throws Exception {
    awaitPosition(database.position());
  }

  @Override
  public void awaitRename() throws Exception {
    awaitPosition(database.position());
  }

  private void awaitPosition(long position) throws InterruptedException {
    while (published() < position) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  private long published() {
    return Long.parseLong(
        clickHouse()
            .query("SELECT max(commit_lsn) FROM " + database.name() + "._millrace_commits")
            .strip());
  }

  @Override
  public void check() throws Exception {
    String ours =
        clickHouse()
            .query(
                ("SELECT count(), toString(sum(o_totalprice)), sum(length(c_name)), uniqExact(o_orderkey),"
                        + " countIf(o_orderstatus LIKE 'U%%') FROM %s.order_fact_current")
                    .formatted(database.name()))
            .strip();
    String theirs = database.fingerprint();
    if (!ours.equals(theirs)) {
      throw new IllegalStateException("not equal: ClickHouse " + ours + ", Postgres " + theirs);
    }
  }

  @Override
  public CpuSeconds cpu() {
    return stand.cpu(cluster);
  }

  @Override
  public void close() throws Exception {
    cluster.stop();
    clickHouse().query("DROP DATABASE " + database.name());
    stand.dropSlots();
    database.drop();
  }
}
