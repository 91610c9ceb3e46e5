package io.millrace.cli.verify;

import io.millrace.change.Position;
import java.util.List;

/**
 * A row of a target as it lies in ClickHouse.
 *
 * @param key printed
 * @param place printed values of the sorting key: what the table replaces by
 * @param commit the version's upper half: a commit position
 * @param lower the version's lower half
 * @param part that holds it
 * @param insertedAt microseconds since 1970, by ClickHouse's clock; one for each insert
 * @param row all values
 */
public record Version(
    List<String> key,
    String place,
    long commit,
    long lower,
    boolean deleted,
    String part,
    long insertedAt,
    ComparedRow row) {

  /** By version. */
  static int compare(Version a, Version b) {
    int byCommit = Long.compareUnsigned(a.commit, b.commit);
    int byLower = byCommit != 0 ? byCommit : Long.compareUnsigned(a.lower, b.lower);
    return byLower != 0 ? byLower : Long.compare(a.insertedAt, b.insertedAt);
  }

  public boolean isVersionOf(Version other) {
    return commit == other.commit && lower == other.lower && deleted == other.deleted;
  }

  /** Whether a reader sees the same in both. */
  public boolean shows(Version other) {
    return deleted == other.deleted && (deleted || row.differences(other.row).isEmpty());
  }

  /** Without values. */
  @Override
  public String toString() {
    return "key %s version %s+%s%s, in %s at %d us"
        .formatted(
            key,
            Position.lsn(commit),
            Long.toUnsignedString(lower),
            deleted ? " deleted" : "",
            part,
            insertedAt);
  }
}
