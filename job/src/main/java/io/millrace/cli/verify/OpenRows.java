package io.millrace.cli.verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows without a key that ClickHouse lacked at every cut so far. Told apart by their values, so one
 * that was missing and one that is missing now may be two that are equal.
 */
final class OpenRows {

  private final int shownAtMost;
  private final Map<RowHash, Long> rows = new HashMap<>();
  private final List<byte[][]> shown = new ArrayList<>();
  private final BitSet unread;
  private long all;

  private OpenRows(int shownAtMost, BitSet unread, long unreadRows) {
    this.shownAtMost = shownAtMost;
    this.unread = unread;
    this.all = unreadRows;
  }

  /**
   * Before the first cut: any row may be missing.
   *
   * @param shownAtMost of how many rows to keep the values
   */
  static OpenRows any(int shownAtMost) {
    return new OpenRows(shownAtMost, MultisetComparison.allBuckets(), 0);
  }

  /** Those of them that are missing at another cut too. */
  OpenRows missingIn(MultisetDifference difference) {
    OpenRows still = new OpenRows(shownAtMost, difference.unread(), difference.unreadMissing());
    for (CountedRow row : difference.missing()) {
      // Of a bucket that was not read every row may have been missing.
      long before =
          unread.get(row.hash().bucket()) ? row.missing() : rows.getOrDefault(row.hash(), 0L);
      still.add(row, Math.min(before, row.missing()));
    }
    return still;
  }

  private void add(CountedRow row, long count) {
    if (count > 0) {
      rows.put(row.hash(), count);
      all += count;
      if (shown.size() < shownAtMost) {
        shown.add(row.values());
      }
    }
  }

  long count() {
    return all;
  }

  /** The values of some. */
  List<byte[][]> shown() {
    return shown;
  }

  /** Where to look for them. */
  BitSet buckets() {
    BitSet buckets = (BitSet) unread.clone();
    rows.keySet().forEach(hash -> buckets.set(hash.bucket()));
    return buckets;
  }
}
