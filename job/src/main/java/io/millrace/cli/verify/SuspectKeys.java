package io.millrace.cli.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keys whose rows ClickHouse lacks at a cut and knows no later version of. Most often they were
 * never published. But the cut may lie inside a slice of the log (between two watermarks), and what
 * comes and goes within a slice leaves nothing: neither row nor tombstone. A row that stands from
 * one cut to the next has stood at the commit between them, so a key that is missing at both
 * counts; only one that came and went around both would be called missing wrongly. No other kind of
 * difference needs this: a row that was there before the slice gets a version at its last change.
 */
final class SuspectKeys {

  /** Beyond this many, keys count at once: memory stays bounded, and so many are no accident. */
  private static final int LIMIT = 10_000;

  private final KeyOrder order;
  private final int limit;
  private final Set<List<byte[]>> before;
  private final List<List<byte[]>> keys = new ArrayList<>();

  private SuspectKeys(KeyOrder order, int limit, List<List<byte[]>> before) {
    this.order = order;
    this.limit = limit;
    this.before = new TreeSet<>(order);
    this.before.addAll(before);
  }

  /** Before the first cut. */
  static SuspectKeys none(KeyOrder order) {
    return new SuspectKeys(order, LIMIT, List.of());
  }

  /** Where every key counts at once. */
  static SuspectKeys never(KeyOrder order) {
    return new SuspectKeys(order, 0, List.of());
  }

  /** For the next cut. */
  SuspectKeys next() {
    return new SuspectKeys(order, limit, keys);
  }

  /** Whether a key that is missing is to be looked at again; false: it counts. */
  boolean add(List<byte[]> key) {
    if (before.contains(key) || keys.size() >= limit) {
      return false;
    }
    keys.add(key);
    return true;
  }

  List<List<byte[]>> keys() {
    return keys;
  }
}
