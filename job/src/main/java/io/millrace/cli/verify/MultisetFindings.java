package io.millrace.cli.verify;

import io.millrace.change.Column;
import io.millrace.cli.verify.Difference.Kind;
import io.millrace.cli.verify.MultisetDifference.Surplus;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known of a table without a key after each cut.
 *
 * <p>Rows of ClickHouse that have not changed since the cut were so at it: one that Postgres does
 * not have there, or less often, is too many, whatever else changes. A row that Postgres has and
 * ClickHouse does not show may be one of those that have changed since; or have come and gone
 * within a slice of the log, see {@link SuspectKeys}. So what is missing is looked for at another
 * cut, and counts there as far as it is more than what has changed since. As with keys, only what
 * was missing at the first cut is looked for.
 */
final class MultisetFindings {

  private final List<Column> columns;
  private OpenRows open;
  private Surplus surplus = Surplus.NONE;
  private long rows;
  private long changed;
  private int cuts;

  /**
   * @param listed of how many differing rows to keep the values
   */
  MultisetFindings(List<Column> columns, int listed) {
    this.columns = columns;
    this.open = OpenRows.any(listed);
  }

  /** Which rows the next cut is asked for. */
  BitSet buckets() {
    return open.buckets();
  }

  /**
   * @param difference at the next cut, without rows that have changed since
   * @param changedSince how many rows those are at most, that had come before it
   */
  void take(MultisetDifference difference, long changedSince) {
    cuts++;
    rows = cuts == 1 ? difference.postgresRows() : rows;
    open = open.missingIn(difference);
    changed = changedSince;
    if (difference.surplus().total() > surplus.total()) {
      surplus = difference.surplus();
    }
  }

  /** Whether there are rows of which the cuts so far do not tell whether they are missing. */
  boolean hasPending() {
    return open.count() > 0 && (cuts == 1 || changed > 0);
  }

  /** Whether some are missing, unless they came and went around the only cut. */
  boolean hasSuspects() {
    return cuts == 1 && open.count() > changed;
  }

  /** There is no further cut. */
  void count(Tally tally) {
    tally.rowsCompared(rows);
    for (CountedRow row : surplus.rows()) {
      tally.count(row.kind(), row.surplus());
      tally.show(difference(row.kind(), row.values()));
    }
    tally.count(Kind.EXTRA, surplus.unread());
    long missing = Math.max(0, open.count() - changed);
    tally.count(Kind.MISSING, missing);
    open.shown().stream().limit(missing).forEach(row -> tally.show(difference(Kind.MISSING, row)));
  }

  /** Rows of which nothing can be said. */
  long unverified() {
    return Math.min(open.count(), changed);
  }

  private Difference difference(Kind kind, byte[][] values) {
    return new Difference(
        kind,
        IntStream.range(0, values.length)
            .mapToObj(i -> printed(columns.get(i), values[i]))
            .toList(),
        List.of());
  }

  private static String printed(Column column, byte[] value) {
    return value == null ? "NULL" : Values.printed(column.type(), value);
  }
}
