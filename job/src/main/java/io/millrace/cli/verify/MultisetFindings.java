package io.millrace.cli.verify;

import io.millrace.change.Column;
import io.millrace.cli.verify.Difference.Kind;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known of a table without a key after each cut.
 *
 * <p>A row of ClickHouse that has not changed since the cut was so at it: if Postgres does not have
 * it there, or less often, it is too many, whatever else changes. But the rows of a first load all
 * have the slot's position, also those that came after a cut made meanwhile; from the first commit
 * on cuts lie behind them. So what is too many counts if it is so at another cut too.
 *
 * <p>A row that Postgres has and ClickHouse does not show may be one of those that have changed
 * since; or have come and gone within a slice of the log, see {@link SuspectKeys}. So what is
 * missing is looked for at another cut, and counts there as far as it is more than what has changed
 * since. As with keys, only what was found at the first cut is looked for.
 */
final class MultisetFindings {

  private final List<Column> columns;
  private OpenRows missing;
  private OpenRows surplus;
  private long rows;
  private long changed;
  private int cuts;

  /**
   * @param listed of how many differing rows to keep the values
   */
  MultisetFindings(List<Column> columns, int listed) {
    this.columns = columns;
    this.missing = OpenRows.any(listed);
    this.surplus = OpenRows.any(listed);
  }

  /** Which rows the next cut is asked for. */
  BitSet buckets() {
    BitSet buckets = missing.buckets();
    buckets.or(surplus.buckets());
    return buckets;
  }

  /**
   * @param difference at the next cut, without rows that have changed since
   * @param changedSince how many rows those are at most, that had come before it
   */
  void take(MultisetDifference difference, long changedSince) {
    cuts++;
    rows = cuts == 1 ? difference.postgresRows() : rows;
    missing = missing.missingIn(difference);
    surplus = surplus.surplusIn(difference);
    changed = changedSince;
  }

  /** Whether there are rows of which the cuts so far do not tell what they are. */
  boolean hasPending() {
    return cuts == 1 ? missing.count() + surplus.count() > 0 : missing.count() > 0 && changed > 0;
  }

  /** Whether some differ, unless that is because of where the only cut lies. */
  boolean hasSuspects() {
    return cuts == 1 && (missing.count() > changed || surplus.count() > 0);
  }

  /** There is no further cut. */
  void count(Tally tally) {
    tally.rowsCompared(rows);
    tally.count(Kind.EXTRA, surplus.count() - surplus.repeated());
    tally.count(Kind.REPEATED, surplus.repeated());
    surplus.shown().forEach(row -> tally.show(difference(row)));
    long lost = Math.max(0, missing.count() - changed);
    tally.count(Kind.MISSING, lost);
    missing.shown().stream().limit(lost).forEach(row -> tally.show(difference(row)));
  }

  /** Rows of which nothing can be said. */
  long unverified() {
    return Math.min(missing.count(), changed);
  }

  private Difference difference(CountedRow row) {
    return new Difference(
        row.kind(),
        IntStream.range(0, row.values().length)
            .mapToObj(i -> printed(columns.get(i), row.values()[i]))
            .toList(),
        List.of());
  }

  private static String printed(Column column, byte[] value) {
    return value == null ? "NULL" : Values.printed(column.type(), value);
  }
}
