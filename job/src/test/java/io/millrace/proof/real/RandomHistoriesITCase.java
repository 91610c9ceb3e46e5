package io.millrace.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.end.TestServers;
import io.millrace.proof.real.HistoryRun.Outcome;
import io.millrace.proof.real.Shrinking.Part;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random histories on a real Postgres and a real ClickHouse, several at a time; the oracle looks at
 * every published commit. {@code -Dmillrace.histories=N} sets how many, {@code
 * -Dmillrace.first-seed=N} where their seeds begin; {@code -Dmillrace.seed=N} replays one, of it
 * {@code -Dmillrace.sessions=0,2}, their first {@code -Dmillrace.transactions=N}, and the first
 * {@code -Dmillrace.interruptions=N} of the job; {@code -Dmillrace.repeat=N} does so N times. A
 * line per history goes to {@code target/proof/histories.jsonl}.
 */
@Tag("short-jobs")
class RandomHistoriesITCase {

  private static final int AT_A_TIME = Integer.getInteger("millrace.at-a-time", 4);
  private static final int SLOTS_EACH = 3;
  private static final int MOST_FAILURES = 3;
  private static final String REPLAY =
      "mvn verify -pl job -am -Dtest=none -Dit.test=RandomHistoriesITCase"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false"
          + " -Dmillrace.repeat=5";

  private static final String LONG_VALUE = "(v\\d+)\\1{5,}";

  private static SharedCluster cluster;

  private final HistoryLog log = new HistoryLog("histories.jsonl");

  @BeforeAll
  static void start() throws Exception {
    cluster = new SharedCluster(TestServers.get().home, AT_A_TIME * SLOTS_EACH);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  void everyCommitIsItsQueriesAsOfItsPosition() throws Exception {
    Long one = Long.getLong("millrace.seed");
    long first = one != null ? one : Long.getLong("millrace.first-seed", 1);
    int count =
        one != null
            ? Integer.getInteger("millrace.repeat", 1)
            : Integer.getInteger("millrace.histories", 50);
    Map<Long, String> failures = new ConcurrentSkipListMap<>();
    AtomicLong next = new AtomicLong();
    long start = System.nanoTime();
    inParallel(
        () -> {
          for (long i = next.getAndIncrement();
              i < count && failures.size() < MOST_FAILURES;
              i = next.getAndIncrement()) {
            long seed = one != null ? one : first + i;
            String failure = failure(part(RealHistory.of(seed)), log);
            if (failure != null) {
              System.out.println("RandomHistoriesITCase: seed " + seed + ": " + failure);
              failures.put(seed, failure);
            }
          }
        });
    System.out.println(
        "RandomHistoriesITCase: %d histories from seed %d in %d s: %s"
            .formatted(
                count, first, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), log));
    if (!failures.isEmpty()) {
      throw new AssertionError(report(failures));
    }
    assertThat(log.histories()).isEqualTo(count);
  }

  private static RealHistory part(RealHistory history) {
    Part whole = Part.whole(history);
    String sessions = System.getProperty("millrace.sessions");
    List<Integer> kept =
        sessions == null
            ? whole.sessions()
            : Arrays.stream(sessions.split(",")).map(Integer::valueOf).toList();
    return new Part(
            kept,
            Integer.getInteger("millrace.transactions", whole.transactions()),
            Integer.getInteger("millrace.interruptions", whole.interruptions()))
        .of(history);
  }

  /**
   * Null when all is well.
   *
   * @param log null: figures are not wanted
   */
  private static String failure(RealHistory history, HistoryLog log) {
    try {
      Outcome outcome = new HistoryRun(history, TestServers.get(), cluster).run();
      boolean sound = outcome.judgement().isSound();
      if (sound && log != null) {
        log.write(outcome);
      }
      return sound ? null : outcome.judgement().toString().replaceAll(LONG_VALUE, "$1…");
    } catch (Exception | Error e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return trace.toString();
    }
  }

  private String report(Map<Long, String> failures) {
    long seed = failures.keySet().iterator().next();
    RealHistory history = RealHistory.of(seed);
    boolean shrinks = System.getProperty("millrace.sessions") == null;
    Part part =
        shrinks
            ? new Shrinking(history, small -> failure(small, null)).smallest()
            : Part.whole(history);
    return "seeds %s fail; replay: %s -Dmillrace.seed=%d %s\n%s\n%s\n"
        .formatted(
            failures.keySet(),
            REPLAY,
            seed,
            part.properties(),
            part.of(history).toString().replaceAll(LONG_VALUE, "$1…"),
            failures.get(seed));
  }

  private static void inParallel(Runnable work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<? extends Future<?>> all =
          IntStream.range(0, AT_A_TIME).mapToObj(i -> threads.submit(work)).toList();
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
