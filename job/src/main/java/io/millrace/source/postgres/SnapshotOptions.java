package io.millrace.source.postgres;

import java.io.Serializable;

/**
 * How the tables are read first.
 *
 * @param chunkRows rows of a chunk, roughly: what is read again when a reader fails
 * @param bytesPerCheckpoint of rows that all readers together emit between two checkpoints; what is
 *     behind them may have to hold those in memory until the next
 * @param readers how many subtasks read at a time, at most; no more than there are
 * @param bytesPerSecond what all readers together take from Postgres, at most
 */
public record SnapshotOptions(
    SnapshotMode mode, int chunkRows, long bytesPerCheckpoint, int readers, long bytesPerSecond)
    implements Serializable {

  /** As many readers as there are subtasks. */
  public static final int EVERY_READER = Integer.MAX_VALUE;

  /** As fast as it goes. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  public static final SnapshotOptions DEFAULT =
      new SnapshotOptions(SnapshotMode.INITIAL, 200_000, 128L << 20, EVERY_READER, NO_LIMIT);

  public SnapshotOptions {
    if (chunkRows < 1 || bytesPerCheckpoint < 1 || readers < 1 || bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "chunkRows, bytesPerCheckpoint, readers and bytesPerSecond begin at 1");
    }
  }

  public SnapshotOptions withMode(SnapshotMode changed) {
    return new SnapshotOptions(changed, chunkRows, bytesPerCheckpoint, readers, bytesPerSecond);
  }

  public SnapshotOptions withChunkRows(int changed) {
    return new SnapshotOptions(mode, changed, bytesPerCheckpoint, readers, bytesPerSecond);
  }

  public SnapshotOptions withBytesPerCheckpoint(long changed) {
    return new SnapshotOptions(mode, chunkRows, changed, readers, bytesPerSecond);
  }

  public SnapshotOptions withReaders(int changed) {
    return new SnapshotOptions(mode, chunkRows, bytesPerCheckpoint, changed, bytesPerSecond);
  }

  public SnapshotOptions withBytesPerSecond(long changed) {
    return new SnapshotOptions(mode, chunkRows, bytesPerCheckpoint, readers, changed);
  }

  /** A reader's share of {@link #bytesPerSecond}, of so many subtasks. */
  long bytesPerSecondOfReader(int subtasks) {
    return bytesPerSecond == NO_LIMIT
        ? NO_LIMIT
        : Math.max(1, bytesPerSecond / Math.min(readers, subtasks));
  }
}
