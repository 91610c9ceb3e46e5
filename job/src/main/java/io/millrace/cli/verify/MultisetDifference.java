package io.millrace.cli.verify;

import java.util.BitSet;
import java.util.List;

/**
 * How two multisets of rows differ.
 *
 * @param postgresRows how many Postgres has
 * @param rows those of which the sides have different numbers, but for
 * @param unread buckets that differ, of which the rows did not fit into memory
 * @param unreadMissing rows that ClickHouse lacks in those, at least
 * @param unreadSurplus rows that ClickHouse has too many in those, at least
 */
record MultisetDifference(
    long postgresRows,
    List<CountedRow> rows,
    BitSet unread,
    long unreadMissing,
    long unreadSurplus) {

  static MultisetDifference none(long postgresRows) {
    return new MultisetDifference(postgresRows, List.of(), new BitSet(), 0, 0);
  }

  static MultisetDifference of(
      List<CountedRow> rows, BitSet unread, RowBag postgres, RowBag clickHouse) {
    long missing = 0;
    long surplus = 0;
    for (int i = unread.nextSetBit(0); i >= 0; i = unread.nextSetBit(i + 1)) {
      long fewer = postgres.rows(i) - clickHouse.rows(i);
      // As many, but others: one of each at least.
      missing += fewer == 0 ? 1 : Math.max(0, fewer);
      surplus += fewer == 0 ? 1 : Math.max(0, -fewer);
    }
    return new MultisetDifference(postgres.rows(), rows, unread, missing, surplus);
  }

  boolean isNone() {
    return rows.isEmpty() && unread.isEmpty();
  }
}
