package io.millrace.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.submit.JobStart;
import io.millrace.cli.submit.RunningJob;
import io.millrace.cli.submit.Submission;
import io.millrace.cli.verify.Verification;
import io.millrace.cli.verify.VerificationResult;
import io.millrace.end.ShopLoad;
import io.millrace.end.ShopSchema;
import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import io.millrace.local.FlinkCluster;
import io.millrace.local.LocalHome;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random faults under load. {@code -Dmillrace.kills=N} kills, a fifth of each kind, and a fifth as
 * many pauses and cuts each; {@code -Dmillrace.seed=N} replays their order and the load. Figures go
 * to {@code target/proof/faults.jsonl}.
 */
class RandomFaultsE2ECase {

  private static final int PARALLELISM = 2;
  private static final int SESSIONS = 3;
  private static final int PAUSE_MILLIS = 60;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Every so many faults all tables are compared, while the load goes on. */
  private static final int FAULTS_BETWEEN_VERIFICATIONS = 10;

  private static FlinkCluster cluster;

  private final long seed = Long.getLong("millrace.seed", new Random().nextInt(1_000_000));
  private final Random random = new Random(seed);
  private final FaultLog log = new FaultLog(Path.of("target/proof/faults.jsonl"));
  private TestPipeline shop;
  private RunningJob job;

  @BeforeAll
  static void start() {
    System.setProperty("millrace.job-jar", Path.of("target/millrace-job.jar").toString());
    cluster =
        new FlinkCluster(LocalHome.ofTest(TestServers.get().home))
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

  @Test
  void everyTableIsItsQueryAfterEveryFault() throws Exception {
    TestServers servers = TestServers.get();
    List<FaultKind> faults = faults(Integer.getInteger("millrace.kills", 5));
    System.out.println("RandomFaultsE2ECase: -Dmillrace.seed=" + seed + " " + faults);
    try (FaultyLink toPostgres = new FaultyLink(servers.postgres::port);
        FaultyLink toClickHouse = new FaultyLink(servers.clickhouse::httpPort)) {
      shop =
          ShopSchema.targets(new TestPipeline(servers).checkpointInterval("1s"))
              .through(toPostgres.port(), toClickHouse.port());
      ShopSchema.create(shop);
      Victims victims =
          new Victims(servers.postgres, servers.clickhouse, cluster, toPostgres, toClickHouse);
      try (ShopLoad load = new ShopLoad(shop, seed, SESSIONS, PAUSE_MILLIS)) {
        submit(Optional.empty());
        awaitFresh();
        for (int done = 0; done < faults.size(); done++) {
          happen(victims, faults.get(done), load);
          if (done % FAULTS_BETWEEN_VERIFICATIONS == FAULTS_BETWEEN_VERIFICATIONS - 1) {
            verify();
          }
        }
      }
      awaitFresh();
      verify();
      shop.assertEqual();
    }
  }

  private List<FaultKind> faults(int kills) {
    List<FaultKind> faults = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      faults.addAll(Collections.nCopies((kills + 4) / 5, kind));
    }
    Collections.shuffle(faults, random);
    return faults;
  }

  private void happen(Victims victims, FaultKind kind, ShopLoad load) throws Exception {
    awaitTransactions(load, 5 + random.nextInt(30));
    long transactions = load.transactions();
    long began = System.nanoTime();
    Victims.Done done = victims.suffer(kind, random);
    long over = System.nanoTime();
    if (done.jobIsGone()) {
      awaitSlots();
      submit(Optional.of(JobStart.LATEST));
    }
    awaitFresh();
    long fresh = System.nanoTime();
    shop.assertNothingTwice();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("fault", kind.name());
    figures.put("what", done.what());
    figures.put("kill", kind.isKill());
    figures.put("lastedMillis", (over - began) / 1_000_000);
    figures.put("recoveredMillis", (fresh - over) / 1_000_000);
    figures.put("transactionsMeanwhile", load.transactions() - transactions);
    log.write(figures);
  }

  private void verify() {
    VerificationResult result = Verification.run(shop.pipeline());
    assertThat(result.isEqual()).as(result.toString()).isTrue();
    log.write(Map.of("verified", result.tables().size(), "exact", result.isExact(), "seed", seed));
  }

  private void submit(Optional<String> savepoint) {
    JobStart start = new JobStart(savepoint, OptionalInt.of(PARALLELISM), false, false);
    job = new Submission(shop.pipeline(), start).toCluster(URI.create(cluster.restUrl()));
  }

  /** Until what Postgres has committed by now is published. */
  private void awaitFresh() {
    long lsn = shop.lsn();
    Awaitility.await("commit at or after " + lsn)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              try {
                return shop.published() >= lsn;
              } catch (RuntimeException notYetThere) {
                job.requireAlive();
                return false;
              }
            });
  }

  private static void awaitSlots() {
    Awaitility.await("TaskManagers")
        .atMost(Duration.ofMinutes(1))
        .until(() -> cluster.registeredSlots() == PARALLELISM);
  }

  private static void awaitTransactions(ShopLoad load, int more) {
    long goal = load.transactions() + more;
    Awaitility.await("load").atMost(Duration.ofMinutes(2)).until(() -> load.transactions() >= goal);
  }
}
