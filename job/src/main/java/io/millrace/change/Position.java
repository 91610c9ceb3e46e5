package io.millrace.change;

import java.io.Serializable;

/**
 * A change's place in the log: where its transaction committed, then its place inside the
 * transaction. Order between transactions is commit order, never the record's own LSN, because
 * concurrent transactions interleave their records.
 *
 * <p>Snapshot rows carry the position at which the slot was created, with ordinal 0 (in a table
 * without a key, how often its reading has begun): below every change of the log.
 *
 * @param commit LSN of the transaction's commit; for other sources whatever orders their
 *     transactions; never negative
 * @param ordinal place inside the transaction, from 0; unique there; below 2^62, so that a sink has
 *     two spare bits
 */
public record Position(long commit, long ordinal) implements Serializable, Comparable<Position> {

  /** Below every position: of what was never written. */
  public static final Position NONE = new Position(0, 0);

  @Override
  public int compareTo(Position other) {
    int byCommit = Long.compare(commit, other.commit);
    return byCommit != 0 ? byCommit : Long.compare(ordinal, other.ordinal);
  }

  public boolean isAfter(Position other) {
    return compareTo(other) > 0;
  }

  public static Position max(Position a, Position b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** As Postgres prints an LSN, then the ordinal: {@code 16/B374D848+3}. */
  @Override
  public String toString() {
    return lsn(commit) + "+" + ordinal;
  }

  /** As Postgres prints an LSN: {@code 16/B374D848}. */
  public static String lsn(long lsn) {
    return Long.toHexString(lsn >>> 32).toUpperCase(java.util.Locale.ROOT)
        + "/"
        + Long.toHexString(lsn & 0xFFFFFFFFL).toUpperCase(java.util.Locale.ROOT);
  }
}
