package io.millrace.proof.faults;

import io.millrace.end.TestPipeline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How old the published tables are, noted once a second: now less the newest {@code commit_time}
 * that a reader has seen. While ClickHouse does not answer its readers know no better than before,
 * so the age grows.
 */
final class Lag implements AutoCloseable {

  private static final int LOOKS_A_SECOND = 5;

  private final TestPipeline pipeline;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());
  private volatile long newestMillis;

  Lag(TestPipeline pipeline) {
    this.pipeline = pipeline;
    look();
    threads.scheduleWithFixedDelay(this::look, 0, 1000 / LOOKS_A_SECOND, TimeUnit.MILLISECONDS);
    threads.scheduleAtFixedRate(
        () -> millis.add(System.currentTimeMillis() - newestMillis), 1, 1, TimeUnit.SECONDS);
  }

  /** May hang for as long as ClickHouse does; so it has a thread of its own. */
  private void look() {
    try {
      String newest =
          pipeline.clickhouse(
              "SELECT toUnixTimestamp64Milli(max(commit_time)) FROM {db}._millrace_commits");
      newestMillis = Math.max(newestMillis, Long.parseLong(newest));
    } catch (RuntimeException clickHouseIsAway) {
      // It stays as it was.
    }
  }

  Map<String, Long> figures() {
    List<Long> sorted = new ArrayList<>(millis);
    sorted.sort(null);
    return Map.of(
        "lagSamples", (long) sorted.size(),
        "lagMedianMillis", quantile(sorted, 0.5),
        "lagP99Millis", quantile(sorted, 0.99),
        "lagMaxMillis", quantile(sorted, 1));
  }

  /** The smallest that at least this share of them does not exceed. */
  static long quantile(List<Long> sorted, double share) {
    if (sorted.isEmpty()) {
      return 0;
    }
    return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
