package io.millrace.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.end.TestServers;
import io.millrace.local.FlinkCluster;
import io.millrace.local.LocalHome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Random faults under load, in {@link Round rounds}. {@code -Dmillrace.kills=N} kills, a fifth of
 * each kind, and a tenth as many pauses and cuts each; or {@code -Dmillrace.minutes=N} minutes of
 * rounds. {@code -Dmillrace.seed=N} replays their order and the load. Figures go to {@code
 * target/proof/faults.jsonl}.
 */
class RandomFaultsE2ECase {

  private static final int KILLS = 40;

  /** With fewer, on a machine that does other work, a figure would fail runs that are right. */
  private static final int ENOUGH_FOR_A_MEDIAN = 100;

  private static final int KINDS_OF_KILLS = 5;
  private static final int LONGEST_QUIET_MILLIS = 8_000;

  private static FlinkCluster cluster;
  private static SharedClasses jobManagers;
  private static SharedClasses taskManagers;

  private final long seed = Long.getLong("millrace.seed", new Random().nextInt(1_000_000));
  private final Random random = new Random(seed);

  /**
   * Failures are noticed and answered sooner than in production, and short-lived JVMs do not spend
   * two cores on loading classes and compiling; what is restored and committed is the same.
   */
  @BeforeAll
  static void start() {
    System.setProperty("millrace.job-jar", Path.of("target/millrace-job.jar").toString());
    System.setProperty("millrace.flink-conf", Path.of("../flink-conf").toString());
    Path home = TestServers.get().home;
    jobManagers = new SharedClasses(home, "jobmanager");
    taskManagers = new SharedClasses(home, "taskmanager");
    String shortLived = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData ";
    cluster =
        new FlinkCluster(LocalHome.ofTest(home))
            .withTaskManagers(PipelineUnderFaults.PARALLELISM + 1, 1)
            .withSettings(
                Map.ofEntries(
                    Map.entry("heartbeat.interval", "200 ms"),
                    Map.entry("heartbeat.timeout", "4 s"),
                    Map.entry("cluster.registration.error-delay", "300 ms"),
                    Map.entry("cluster.registration.max-timeout", "1 s"),
                    Map.entry("cluster.registration.refused-registration-delay", "1 s"),
                    Map.entry("restart-strategy.exponential-delay.initial-backoff", "500 ms"),
                    Map.entry(
                        "restart-strategy.exponential-delay.max-backoff",
                        Recoveries.LONGEST_BACKOFF.toSeconds() + " s"),
                    Map.entry(
                        "restart-strategy.exponential-delay.attempts-before-reset-backoff",
                        "100000"),
                    Map.entry("taskmanager.memory.process.size", "2g"),
                    Map.entry("env.java.opts.jobmanager", shortLived + jobManagers.jvmOption()),
                    Map.entry("env.java.opts.taskmanager", shortLived + taskManagers.jvmOption())));
    cluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.stop();
    System.clearProperty("millrace.flink-conf");
  }

  @Test
  void everyTableIsItsQueryAfterEveryFault() throws Exception {
    System.out.println("RandomFaultsE2ECase: replay with -Dmillrace.seed=" + seed);
    int minutes = Integer.getInteger("millrace.minutes", 0);
    int kills = Integer.getInteger("millrace.kills", KILLS);
    FaultLog log = new FaultLog("faults.jsonl");
    try (PipelineUnderFaults pipeline = new PipelineUnderFaults(cluster, log, seed)) {
      jobManagers.archive(cluster.jobManager().pid());
      taskManagers.archive(pipeline.busyTaskManager().pid());
      if (minutes > 0) {
        forAWhile(pipeline, Duration.ofMinutes(minutes));
      } else {
        for (Round round :
            Round.deal(share(kills, KINDS_OF_KILLS), share(kills, 2 * KINDS_OF_KILLS), random)) {
          pipeline.suffer(round, random);
        }
      }
      pipeline.end();
      log.write(pipeline.summary());
      assertThat(pipeline.kills())
          .as("kills that landed")
          .isGreaterThanOrEqualTo(minutes > 0 ? 1 : kills);
      if (minutes > 0 || kills >= ENOUGH_FOR_A_MEDIAN) {
        assertThat(pipeline.recoveries().medianBySelf())
            .as("median recovery in milliseconds, where the job came back by itself")
            .isLessThanOrEqualTo(Recoveries.BOUND.toMillis());
      }
    }
  }

  private static int share(int kills, int parts) {
    return (kills + parts - 1) / parts;
  }

  /** With quiet times in between, as long as chance will have it. */
  private void forAWhile(PipelineUnderFaults pipeline, Duration length) throws Exception {
    Instant end = Instant.now().plus(length);
    Deque<Round> rounds = new ArrayDeque<>();
    while (Instant.now().isBefore(end)) {
      if (rounds.isEmpty()) {
        rounds.addAll(Round.deal(2, 2, random));
      }
      pipeline.suffer(rounds.remove(), random);
      Thread.sleep(random.nextInt(LONGEST_QUIET_MILLIS));
    }
  }
}
