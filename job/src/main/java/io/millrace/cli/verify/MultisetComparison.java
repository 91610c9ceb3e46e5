package io.millrace.cli.verify;

import java.util.BitSet;
import java.util.function.Supplier;

/**
 * Compares the rows of both sides without a key: which there are, and how often. Reads both sides
 * once, in any order, and once more if they differ. Memory is bounded, see {@link #MAX_BYTES}.
 */
final class MultisetComparison {

  /** Of memory for rows that may differ: some hundred thousand of usual size. */
  static final long MAX_BYTES = 32L << 20;

  private final Supplier<RowStream> postgres;
  private final Supplier<RowStream> clickHouse;
  private final long maxBytes;

  /**
   * @param postgres opens it, again the same
   * @param clickHouse opens it; the second time rows may be fewer, not more
   */
  MultisetComparison(Supplier<RowStream> postgres, Supplier<RowStream> clickHouse, long maxBytes) {
    this.postgres = postgres;
    this.clickHouse = clickHouse;
    this.maxBytes = maxBytes;
  }

  static BitSet allBuckets() {
    BitSet all = new BitSet(RowHash.BUCKETS);
    all.set(0, RowHash.BUCKETS);
    return all;
  }

  /**
   * @param buckets to look into
   */
  MultisetDifference run(BitSet buckets) {
    RowBag source = bag(postgres);
    RowBag target = bag(clickHouse);
    BitSet differing = new BitSet(RowHash.BUCKETS);
    buckets.stream().filter(bucket -> !source.hasSame(bucket, target)).forEach(differing::set);
    if (differing.isEmpty()) {
      return MultisetDifference.none(source.rows());
    }
    BucketRows rows = new BucketRows(differing, maxBytes);
    try (RowStream stream = postgres.get()) {
      rows.addPostgres(stream);
    }
    try (RowStream stream = clickHouse.get()) {
      rows.addClickHouse(stream);
    }
    differing.andNot(rows.buckets());
    return MultisetDifference.of(rows.differing(), differing, source, target);
  }

  private static RowBag bag(Supplier<RowStream> side) {
    try (RowStream stream = side.get()) {
      return RowBag.of(stream);
    }
  }
}
