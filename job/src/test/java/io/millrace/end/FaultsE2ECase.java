package io.millrace.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.submit.JobStart;
import io.millrace.cli.submit.RunningJob;
import io.millrace.cli.submit.Submission;
import io.millrace.local.FlinkCluster;
import io.millrace.local.FlinkProcess;
import io.millrace.local.LocalHome;
import io.millrace.local.Server;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each of the servers goes away: at the start of the job, and under load. The job comes back by
 * itself, or from its newest checkpoint by one command; then every table equals its query, in full,
 * and no version came twice. Replay the load with {@code -Dmillrace.seed=N}.
 */
class FaultsE2ECase {

  private static final int PARALLELISM = 2;
  private static final int SESSIONS = 3;
  private static final int PAUSE_MILLIS = 60;

  private static TestServers servers;
  private static FlinkCluster cluster;

  private TestPipeline shop;
  private RunningJob job;

  @BeforeAll
  static void start() {
    System.setProperty("millrace.job-jar", Path.of("target/millrace-job.jar").toString());
    servers = TestServers.get();
    cluster =
        new FlinkCluster(LocalHome.ofTest(servers.home))
            .withTaskManagers(PARALLELISM, 1)
            .withSettings(
                Map.of(
                    "heartbeat.interval", "2 s",
                    "heartbeat.timeout", "10 s",
                    "restart-strategy.exponential-delay.initial-backoff", "500 ms",
                    "restart-strategy.exponential-delay.max-backoff", "2 s"));
    cluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.stop();
  }

  @BeforeEach
  void create() {
    shop = ShopSchema.targets(new TestPipeline(servers).checkpointInterval("2s"));
    ShopSchema.create(shop);
  }

  @AfterEach
  void cancel() {
    servers.postgres.start();
    servers.clickhouse.start();
    if (job != null) {
      job.flink().cancelAll(shop.name);
    }
  }

  @Test
  void clickHouseIsDownWhenTheJobStarts() {
    startsWithout(servers.clickhouse, "ClickHouse at " + host(shop.pipeline().clickhouse().url()));
  }

  @Test
  void postgresIsDownWhenTheJobStarts() {
    startsWithout(servers.postgres, "Postgres localhost:" + servers.postgres.port());
  }

  private static String host(String url) {
    return URI.create(url).getAuthority();
  }

  /**
   * The job waits for task slots while the server goes away. After {@code retry-for} the web UI
   * says what is missing and what to do.
   */
  private void startsWithout(Server server, String named) {
    shop.retryFor("2s");
    cluster.taskManagers().forEach(FlinkProcess::kill);
    submit(Optional.empty());
    server.kill();
    cluster.start();
    Awaitility.await("the job goes on trying")
        .during(Duration.ofSeconds(5))
        .atMost(Duration.ofSeconds(30))
        .until(this::isAlive);
    Awaitility.await("the web UI's Exceptions name the server")
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(rest().exceptions(job.id()))
                    .contains(named, "has not been possible for", "tries on", "correct"));
    assertThat(rest().state(job.id())).isIn("RESTARTING", "RUNNING");
    server.start();
    assertWhole();
  }

  @Test
  void clickHouseIsGoneForAWhile() throws Exception {
    underLoad(
        load -> {
          servers.clickhouse.kill();
          awaitTransactions(load, 50);
          Thread.sleep(18_000);
          assertRunsWithoutFailure();
          assertThat(rest().largest(job.id(), "clickhouse.unreachableSeconds"))
              .as("seconds that ClickHouse has been away, as the web UI shows them")
              .isGreaterThan(5);
          servers.clickhouse.start();
        });
  }

  @Test
  void postgresIsKilledThenRestarted() throws Exception {
    underLoad(
        load -> {
          servers.postgres.kill();
          Thread.sleep(4_000);
          assertRunsWithoutFailure();
          servers.postgres.start();
          awaitTransactions(load, 50);
          shop.awaitPublished();
          servers.postgres.stop();
          servers.postgres.start();
          shop.awaitPublished();
          assertRunsWithoutFailure();
          Awaitility.await("metric, which the web UI fetches every ten seconds")
              .atMost(Duration.ofSeconds(30))
              .until(() -> rest().largest(job.id(), "reconnects") >= 2);
        });
  }

  @Test
  void jobManagerIsKilled() throws Exception {
    underLoad(
        load -> {
          cluster.jobManager().kill();
          awaitTransactions(load, 50);
          cluster.start();
          awaitSlots();
          submit(Optional.of(JobStart.LATEST));
        });
  }

  @Test
  void allOfFlinkIsKilled() throws Exception {
    underLoad(
        load -> {
          cluster.kill();
          awaitTransactions(load, 50);
          cluster.start();
          submit(Optional.of(JobStart.LATEST));
        });
  }

  /** What happens while the load runs. */
  private interface Fault {
    void happen(ShopLoad load) throws Exception;
  }

  private void underLoad(Fault fault) throws Exception {
    long seed = Long.getLong("millrace.seed", new Random().nextInt(1_000_000));
    System.out.println("FaultsE2ECase: replay with -Dmillrace.seed=" + seed);
    try (ShopLoad load = new ShopLoad(shop, seed, SESSIONS, PAUSE_MILLIS)) {
      submit(Optional.empty());
      shop.awaitPublished();
      awaitTransactions(load, 30);
      fault.happen(load);
      awaitTransactions(load, 30);
    }
    assertWhole();
  }

  private void assertWhole() {
    shop.awaitPublished();
    shop.assertEqual();
  }

  private void submit(Optional<String> savepoint) {
    JobStart start = new JobStart(savepoint, OptionalInt.of(PARALLELISM), false, false);
    job = new Submission(shop.pipeline(), start).toCluster(URI.create(cluster.restUrl()));
  }

  private static ClusterRest rest() {
    return new ClusterRest(cluster.restUrl());
  }

  /** It waits and tries again inside its tasks. */
  private void assertRunsWithoutFailure() {
    assertThat(rest().state(job.id())).isEqualTo("RUNNING");
    assertThat(rest().failures(job.id())).isZero();
  }

  private boolean isAlive() {
    job.requireAlive();
    return true;
  }

  /** TaskManagers find a new JobManager by themselves. */
  private static void awaitSlots() {
    Awaitility.await("TaskManagers")
        .atMost(Duration.ofMinutes(1))
        .until(() -> cluster.registeredSlots() == PARALLELISM);
  }

  /** So that a fault falls into work that is going on. */
  private static void awaitTransactions(ShopLoad load, int more) {
    long goal = load.transactions() + more;
    Awaitility.await("load").atMost(Duration.ofMinutes(2)).until(() -> load.transactions() >= goal);
  }
}
