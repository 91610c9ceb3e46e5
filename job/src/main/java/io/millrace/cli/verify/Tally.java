package io.millrace.cli.verify;

import io.millrace.cli.verify.Difference.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what is found of one table over all rounds. */
final class Tally {

  /** Beyond this many differences a table is broken, and counting on would take long. */
  static final long HOPELESS = 100_000;

  private final int listed;
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<Difference> differences = new ArrayList<>();
  private long rows;

  /**
   * @param listed how many differences to keep
   */
  Tally(int listed) {
    this.listed = listed;
  }

  void rowCompared() {
    rows++;
  }

  boolean isHopeless() {
    return counts.values().stream().mapToLong(Long::longValue).sum() >= HOPELESS;
  }

  void add(Difference difference) {
    counts.merge(difference.kind(), 1L, Long::sum);
    if (differences.size() < listed) {
      differences.add(difference);
    }
  }

  TableResult result(String table, long unverified) {
    return new TableResult(table, rows, counts, unverified, differences);
  }
}
