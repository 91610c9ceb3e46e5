package io.millrace.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.submit.JobStart;
import io.millrace.cli.submit.RunningJob;
import io.millrace.cli.submit.Submission;
import io.millrace.local.FlinkCluster;
import io.millrace.local.FlinkProcess;
import io.millrace.local.LocalHome;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The job's jar on a standalone cluster of real processes, under load, with {@code kill -9}:
 * afterwards every table equals its query, in full, and no version came twice. Replay the load with
 * {@code -Dmillrace.seed=N}.
 */
class ClusterE2ECase {

  private static final int PAUSE_MILLIS = 80;

  /** As many as there are slots, one a TaskManager: so every kill of one hits the job. */
  private static final int PARALLELISM = 2;

  private static FlinkCluster cluster;
  private static ClusterRest rest;

  @BeforeAll
  static void start() {
    System.setProperty("millrace.job-jar", Path.of("target/millrace-job.jar").toString());
    cluster =
        new FlinkCluster(LocalHome.ofTest(TestServers.get().home))
            .withTaskManagers(PARALLELISM, 1)
            .withSettings(
                Map.of(
                    "heartbeat.interval", "3 s",
                    "heartbeat.timeout", "20 s",
                    "restart-strategy.exponential-delay.initial-backoff", "500 ms",
                    "restart-strategy.exponential-delay.max-backoff", "2 s"));
    cluster.start();
    rest = new ClusterRest(cluster.restUrl());
  }

  @AfterAll
  static void stop() {
    cluster.stop();
  }

  @Test
  void killsUnderLoadThenASavepointAtAnotherParallelism() throws Exception {
    long seed = Long.getLong("millrace.seed", new Random().nextInt(1_000_000));
    System.out.println("ClusterE2ECase: replay with -Dmillrace.seed=" + seed);
    Random random = new Random(seed);
    TestPipeline shop =
        ShopSchema.targets(new TestPipeline(TestServers.get()).checkpointInterval("3s"));
    ShopSchema.create(shop);
    String savepoint;
    try (ShopLoad load = new ShopLoad(shop, seed, 3, PAUSE_MILLIS)) {
      RunningJob job = submit(shop, PARALLELISM, Optional.empty());
      shop.awaitPublished();
      for (int kill = 0; kill < 2; kill++) {
        killATaskManager(random, load, shop);
      }
      killAllTaskManagers(load, shop);
      killClickHouse(random, load, shop);
      assertThat(rest.failures(job.id()))
          .as("failures: each of three kills of TaskManagers hit the job")
          .isGreaterThanOrEqualTo(3);
      shop.assertNothingTwice();
      savepoint = rest.stopWithSavepoint(job.id(), cluster.savepoints().toUri().toString());
    }
    submit(shop, 1, Optional.of(savepoint));
    try (ShopLoad load = new ShopLoad(shop, seed + 100, 3, PAUSE_MILLIS)) {
      awaitTransactions(load, 50);
    }
    shop.awaitPublished();
    shop.assertEqual();
  }

  private static RunningJob submit(TestPipeline shop, int parallelism, Optional<String> savepoint) {
    JobStart start = new JobStart(savepoint, OptionalInt.of(parallelism), false, false);
    Submission submission = new Submission(shop.pipeline(), start);
    assertThat(submission.advice(URI.create(cluster.restUrl())))
        .as("a cluster with flink-conf/config.yaml keeps enough checkpoints")
        .isEmpty();
    RunningJob job = submission.toCluster(URI.create(cluster.restUrl()));
    job.awaitRunning();
    return job;
  }

  private static void killATaskManager(Random random, ShopLoad load, TestPipeline shop) {
    FlinkProcess victim = cluster.taskManager(1 + random.nextInt(PARALLELISM));
    awaitTransactions(load, 20 + random.nextInt(60));
    victim.kill();
    victim.start();
    shop.awaitPublished();
  }

  private static void killAllTaskManagers(ShopLoad load, TestPipeline shop) {
    awaitTransactions(load, 40);
    cluster.taskManagers().forEach(FlinkProcess::kill);
    awaitTransactions(load, 40);
    cluster.taskManagers().forEach(FlinkProcess::start);
    shop.awaitPublished();
  }

  private static void killClickHouse(Random random, ShopLoad load, TestPipeline shop) {
    for (int i = 0; i < 2; i++) {
      awaitTransactions(load, 20 + random.nextInt(40));
      TestServers.get().clickhouse.kill();
      awaitTransactions(load, 20);
      TestServers.get().clickhouse.start();
      shop.awaitPublished();
    }
  }

  /** So that a fault falls into work that is going on. */
  private static void awaitTransactions(ShopLoad load, int more) {
    long goal = load.transactions() + more;
    Awaitility.await("load").atMost(Duration.ofMinutes(2)).until(() -> load.transactions() >= goal);
  }
}
