package io.millrace.cli.verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The different rows of some buckets, with how often each side has them, as far as they fit. */
final class BucketRows {

  /** What a row takes in memory besides its values, roughly, and each of its values. */
  private static final int ROW_BYTES = 160;

  private static final int VALUE_BYTES = 24;

  private final long maxBytes;
  private final Bucket[] buckets = new Bucket[RowHash.BUCKETS];
  private final BitSet kept;
  private final RowHash.Digest digest = new RowHash.Digest();
  private long bytes;

  /** One bucket's rows. */
  private static final class Bucket {
    private final Map<RowHash, Held> rows = new LinkedHashMap<>();
    private long bytes;
  }

  /** One row. */
  private static final class Held {
    private final byte[][] values;
    private long postgres;
    private long clickHouse;

    private Held(byte[][] values) {
      this.values = values;
    }
  }

  /**
   * @param maxBytes of memory, roughly; beyond it buckets are given up, the last first
   */
  BucketRows(BitSet wanted, long maxBytes) {
    this.maxBytes = maxBytes;
    this.kept = (BitSet) wanted.clone();
    kept.stream().forEach(bucket -> buckets[bucket] = new Bucket());
  }

  void addPostgres(RowStream stream) {
    for (ComparedRow row = stream.next(); row != null; row = stream.next()) {
      Held held = held(row.values());
      if (held != null) {
        held.postgres++;
      }
    }
  }

  void addClickHouse(RowStream stream) {
    for (ComparedRow row = stream.next(); row != null; row = stream.next()) {
      Held held = held(row.values());
      if (held != null) {
        held.clickHouse++;
      }
    }
  }

  /** Null if the row's bucket is not looked at. */
  private Held held(byte[][] values) {
    RowHash hash = digest.of(values);
    Bucket bucket = buckets[hash.bucket()];
    if (bucket == null) {
      return null;
    }
    Held held = bucket.rows.get(hash);
    if (held == null) {
      held = new Held(values);
      bucket.rows.put(hash, held);
      long size = size(values);
      bucket.bytes += size;
      bytes += size;
      giveUpSome();
    }
    return held;
  }

  private static long size(byte[][] values) {
    long size = ROW_BYTES;
    for (byte[] value : values) {
      size += VALUE_BYTES + (value == null ? 0 : value.length);
    }
    return size;
  }

  private void giveUpSome() {
    while (bytes > maxBytes) {
      int last = kept.length() - 1;
      bytes -= buckets[last].bytes;
      buckets[last] = null;
      kept.clear(last);
    }
  }

  /** Those that fitted. */
  BitSet buckets() {
    return kept;
  }

  /** The rows that one side has more often than the other. */
  List<CountedRow> differing() {
    List<CountedRow> differing = new ArrayList<>();
    kept.stream()
        .forEach(
            bucket ->
                buckets[bucket].rows.forEach(
                    (hash, held) -> {
                      if (held.postgres != held.clickHouse) {
                        differing.add(
                            new CountedRow(hash, held.values, held.postgres, held.clickHouse));
                      }
                    }));
    return differing;
  }
}
