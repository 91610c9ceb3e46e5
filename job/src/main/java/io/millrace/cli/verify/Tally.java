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

  void rowsCompared(long more) {
    rows += more;
  }

  boolean isHopeless() {
    return counts.values().stream().mapToLong(Long::longValue).sum() >= HOPELESS;
  }

  void add(Difference difference) {
    count(difference.kind(), 1);
    show(difference);
  }

  /** Without showing any. */
  void count(Kind kind, long times) {
    if (times > 0) {
      counts.merge(kind, times, Long::sum);
    }
  }

  /** Without counting it. */
  void show(Difference difference) {
    if (differences.size() < listed) {
      differences.add(difference);
    }
  }

  TableResult result(String table, long unverified) {
    return new TableResult(table, rows, counts, unverified, differences, false);
  }

  /** Of rows without a key. */
  TableResult multisetResult(String table, long unverified) {
    return new TableResult(table, rows, counts, unverified, differences, true);
  }
}
