package io.millrace.cli.verify;

import io.millrace.cli.verify.Difference.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows without a key that ClickHouse lacked, or had too many, at every cut so far. Told apart by
 * their values, so one of the cut before and one of now may be two that are equal.
 */
final class OpenRows {

  private final int shownAtMost;
  private final Map<RowHash, Long> rows = new HashMap<>();
  private final List<CountedRow> shown = new ArrayList<>();
  private final BitSet unread;
  private long repeated;
  private long all;

  private OpenRows(int shownAtMost, BitSet unread, long unreadRows) {
    this.shownAtMost = shownAtMost;
    this.unread = unread;
    this.all = unreadRows;
  }

  /**
   * Before the first cut: any row may be so.
   *
   * @param shownAtMost how many rows to keep
   */
  static OpenRows any(int shownAtMost) {
    return new OpenRows(shownAtMost, MultisetComparison.allBuckets(), 0);
  }

  /** Those of them that are missing at another cut too. */
  OpenRows missingIn(MultisetDifference difference) {
    OpenRows still = new OpenRows(shownAtMost, difference.unread(), difference.unreadMissing());
    difference.rows().forEach(row -> still.add(row, before(row, row.missing())));
    return still;
  }

  /** Those of them that are too many at another cut too. */
  OpenRows surplusIn(MultisetDifference difference) {
    OpenRows still = new OpenRows(shownAtMost, difference.unread(), difference.unreadSurplus());
    difference.rows().forEach(row -> still.add(row, before(row, row.surplus())));
    return still;
  }

  /** How many of so many; of a bucket that was not read every row may have been so. */
  private long before(CountedRow row, long now) {
    return unread.get(row.hash().bucket()) ? now : Math.min(now, rows.getOrDefault(row.hash(), 0L));
  }

  private void add(CountedRow row, long count) {
    if (count > 0) {
      rows.put(row.hash(), count);
      all += count;
      repeated += row.kind() == Kind.REPEATED ? count : 0;
      if (shown.size() < shownAtMost) {
        shown.add(row);
      }
    }
  }

  long count() {
    return all;
  }

  /** Of them, those that Postgres has too, less often. */
  long repeated() {
    return repeated;
  }

  List<CountedRow> shown() {
    return shown;
  }

  /** Where to look for them. */
  BitSet buckets() {
    BitSet buckets = (BitSet) unread.clone();
    rows.keySet().forEach(hash -> buckets.set(hash.bucket()));
    return buckets;
  }
}
