package io.millrace.cli.verify;

/**
 * What is kept of all rows of one side: for each bucket of hashes how many rows, and the sum of
 * their hashes. A sum, so that it counts how often a row is there; of 128 bits, so that other rows
 * do not come to the same. Two megabytes.
 */
final class RowBag {

  private final long[] rows = new long[RowHash.BUCKETS];
  private final long[] high = new long[RowHash.BUCKETS];
  private final long[] low = new long[RowHash.BUCKETS];
  private long all;

  /** Reads a side to its end. */
  static RowBag of(RowStream stream) {
    RowBag bag = new RowBag();
    RowHash.Digest digest = new RowHash.Digest();
    for (ComparedRow row = stream.next(); row != null; row = stream.next()) {
      bag.add(digest.of(row.values()));
    }
    return bag;
  }

  void add(RowHash hash) {
    int bucket = hash.bucket();
    rows[bucket]++;
    all++;
    low[bucket] += hash.low();
    boolean carry = Long.compareUnsigned(low[bucket], hash.low()) < 0;
    high[bucket] += hash.high() + (carry ? 1 : 0);
  }

  long rows() {
    return all;
  }

  long rows(int bucket) {
    return rows[bucket];
  }

  boolean hasSame(int bucket, RowBag other) {
    return rows[bucket] == other.rows[bucket]
        && high[bucket] == other.high[bucket]
        && low[bucket] == other.low[bucket];
  }
}
