package io.millrace.cli.verify;

import java.util.Arrays;
import java.util.List;

/**
 * A row as one side has it.
 *
 * @param key in one spelling, see {@link Values}; empty where rows are compared without one
 * @param values of all columns, in the target's order; null for NULL
 * @param commit position that made the row so; 0 on Postgres's side
 */
record ComparedRow(List<byte[]> key, byte[][] values, long commit) {

  /**
   * Whether a transaction made it so that the cut does not see. Exact: positions are one byte
   * behind the start of a commit record, a cut is a record's end, and both lie at multiples of
   * eight.
   *
   * @param cut see {@link Cut#lsn}
   */
  boolean changedSince(long cut) {
    return Long.compareUnsigned(commit, cut) >= 0;
  }

  /** Indexes of the columns in which the other row differs. */
  List<Integer> differences(ComparedRow other) {
    return java.util.stream.IntStream.range(0, values.length)
        .filter(i -> !Arrays.equals(values[i], other.values[i]))
        .boxed()
        .toList();
  }
}
