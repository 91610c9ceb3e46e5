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
import io.millrace.local.FlinkProcess;
import io.millrace.pipeline.TableDefinition;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * The shop's pipeline on a cluster, under load, with faulty links to both ends. Nothing that was
 * ever written is merged away, so that a row which came twice cannot hide.
 */
final class PipelineUnderFaults implements AutoCloseable {

  static final int PARALLELISM = 2;

  private static final int SESSIONS = 3;
  private static final int PAUSE_MILLIS = 120;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Every so many rounds the load stops for a moment and all tables are compared. */
  private static final int ROUNDS_BETWEEN_COMPARISONS = 4;

  private static final String WITHOUT_MERGES =
      "max_bytes_to_merge_at_max_space_in_pool = 1, max_bytes_to_merge_at_min_space_in_pool = 1,"
          + " parts_to_delay_insert = 1000000, parts_to_throw_insert = 1000000";

  private final TaskManagers taskManagers;
  private final FlinkCluster cluster;
  private final FaultLog log;
  private final FaultyLink toPostgres;
  private final FaultyLink toClickHouse;
  private final Victims victims;
  private final TestPipeline shop;
  private final long seed;
  private final Phases phases;
  private final Lag lag;
  private final Map<FaultKind, Integer> suffered = new EnumMap<>(FaultKind.class);
  private final Recoveries recoveries = new Recoveries();
  private ShopLoad load;
  private RunningJob job;
  private long transactions;
  private int rounds;

  PipelineUnderFaults(FlinkCluster cluster, FaultLog log, long seed) {
    TestServers servers = TestServers.get();
    this.seed = seed;
    this.cluster = cluster;
    this.log = log;
    JobManagerRest rest = new JobManagerRest(cluster);
    taskManagers = new TaskManagers(cluster, rest);
    toPostgres = new FaultyLink(servers.postgres::port);
    toClickHouse = new FaultyLink(servers.clickhouse::httpPort);
    victims =
        new Victims(
            servers.postgres, servers.clickhouse, cluster, taskManagers, toPostgres, toClickHouse);
    shop =
        ShopSchema.targets(
                new TestPipeline(servers)
                    .checkpointInterval(Recoveries.CHECKPOINT_INTERVAL.toSeconds() + "s"))
            .through(toPostgres.port(), toClickHouse.port());
    phases = new Phases(rest, shop);
    ShopSchema.create(shop);
    submit(Optional.empty());
    awaitFresh();
    for (TableDefinition table : shop.pipeline().tables()) {
      shop.clickhouse("ALTER TABLE {db}.`" + table.name() + "` MODIFY SETTING " + WITHOUT_MERGES);
    }
    load();
    lag = new Lag(shop);
  }

  /** One that runs the job. */
  FlinkProcess busyTaskManager() {
    return taskManagers.busy().get(0);
  }

  void suffer(Round round, Random random) throws Exception {
    awaitTransactions(5 + random.nextInt(30));
    long transactions = load.transactions();
    Instant began = Instant.now();
    List<Victims.Done> done = victims.suffer(round, random);
    Instant over = Instant.now();
    if (round.endsTheJob()) {
      submit(Optional.of(JobStart.LATEST));
    }
    long lsn = awaitFresh();
    Instant fresh = Instant.now();
    taskManagers.revive();
    shop.assertNothingTwice();
    rounds++;
    long recovered = Duration.between(over, fresh).toMillis();
    Map<String, Long> passed = phases.of(job.id(), began, over, lsn);
    for (Victims.Done fault : done) {
      suffered.merge(fault.kind(), 1, Integer::sum);
      recoveries.add(fault.kind(), round.endsTheJob(), recovered);
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("fault", fault.kind().name());
      figures.put("what", fault.what());
      figures.put("kill", fault.kind().isKill());
      figures.put("round", rounds);
      figures.put("together", done.size());
      figures.put("lastedMillis", Duration.between(began, over).toMillis());
      figures.put("byItself", !round.endsTheJob());
      figures.put("recoveredMillis", recovered);
      figures.put("phases", passed);
      figures.put("transactionsMeanwhile", load.transactions() - transactions);
      log.write(figures);
    }
    if (rounds % ROUNDS_BETWEEN_COMPARISONS == 0) {
      compare();
      load();
    }
  }

  /** Stops the load and compares everything, in two ways. */
  void end() throws InterruptedException {
    compare();
    VerificationResult result = Verification.run(shop.pipeline());
    assertThat(result.isEqual()).as(result.toString()).isTrue();
  }

  private void load() {
    load = new ShopLoad(shop, seed + rounds, SESSIONS, PAUSE_MILLIS);
  }

  /** In full, both ways, at rest: so every difference is one. */
  private void compare() throws InterruptedException {
    long began = System.nanoTime();
    load.close();
    transactions += load.transactions();
    awaitFresh();
    shop.assertEqual();
    log.write(
        Map.of(
            "verified",
            shop.pipeline().tables().size(),
            "exact",
            true,
            "millis",
            (System.nanoTime() - began) / 1_000_000));
  }

  int kills() {
    return suffered.entrySet().stream()
        .filter(each -> each.getKey().isKill())
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("summary", suffered);
    summary.put("kills", kills());
    summary.put("rounds", rounds);
    summary.put("transactions", transactions);
    summary.putAll(recoveries.figures());
    summary.putAll(lag.figures());
    summary.put("seed", seed);
    return summary;
  }

  Recoveries recoveries() {
    return recoveries;
  }

  private void submit(Optional<String> savepoint) {
    JobStart start = new JobStart(savepoint, OptionalInt.of(PARALLELISM), false, false);
    job = new Submission(shop.pipeline(), start).toCluster(URI.create(cluster.restUrl()));
  }

  /** Until what Postgres has committed by now is published; the position of that. */
  private long awaitFresh() {
    long lsn = shop.lsn();
    Awaitility.await("commit at or after " + lsn)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              job.requireAlive();
              return shop.published() >= lsn;
            });
    return lsn;
  }

  private void awaitTransactions(int more) {
    long goal = load.transactions() + more;
    Awaitility.await("load").atMost(PATIENCE).until(() -> load.transactions() >= goal);
  }

  @Override
  public void close() throws Exception {
    load.close();
    lag.close();
    taskManagers.close();
    toPostgres.close();
    toClickHouse.close();
  }
}
