package io.millrace.proof.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long after a fault is over the tables are fresh again: what Postgres had committed by then is
 * published.
 *
 * <p>Kept apart are faults that the job comes back from by itself, and those that end it because
 * there is no high availability: then TaskManagers have to find the new JobManager, or to start,
 * and a person's command submits the job. The bound is in units of what the first consist of, the
 * wait before the restart and that for the next checkpoint.
 */
final class Recoveries {

  static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

  /** The issue's: three times (checkpoint interval + restart back-off). */
  static final Duration BOUND = CHECKPOINT_INTERVAL.plus(LONGEST_BACKOFF).multipliedBy(3);

  private final List<Long> bySelf = new ArrayList<>();
  private final List<Long> byCommand = new ArrayList<>();
  private final Map<FaultKind, List<Long>> byKind = new EnumMap<>(FaultKind.class);

  void add(FaultKind kind, boolean endedTheJob, long millis) {
    (endedTheJob ? byCommand : bySelf).add(millis);
    byKind.computeIfAbsent(kind, absent -> new ArrayList<>()).add(millis);
  }

  long medianBySelf() {
    return quantile(bySelf, 0.5);
  }

  Map<String, Object> figures() {
    List<Long> all = new ArrayList<>(bySelf);
    all.addAll(byCommand);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("recoveredMedianMillis", quantile(all, 0.5));
    figures.put("recoveredMaxMillis", quantile(all, 1));
    figures.put("recoveredBySelfMedianMillis", medianBySelf());
    figures.put("recoveredByCommandMedianMillis", quantile(byCommand, 0.5));
    figures.put("recoveryBoundMillis", BOUND.toMillis());
    Map<String, Long> medians = new LinkedHashMap<>();
    byKind.forEach((kind, millis) -> medians.put(kind.name(), quantile(millis, 0.5)));
    figures.put("recoveredMedianMillisByKind", medians);
    return figures;
  }

  private static long quantile(List<Long> millis, double share) {
    List<Long> sorted = new ArrayList<>(millis);
    sorted.sort(null);
    return Lag.quantile(sorted, share);
  }
}
