package io.millrace.source.postgres;

import java.io.Serializable;

/**
 * How the tables are read first.
 *
 * @param chunkRows rows of a chunk, roughly: what is read again when a reader fails
 * @param bytesPerCheckpoint of rows that all readers together emit between two checkpoints; what is
 *     behind them may have to hold those in memory until the next
 */
public record SnapshotOptions(SnapshotMode mode, int chunkRows, long bytesPerCheckpoint)
    implements Serializable {

  public static final SnapshotOptions DEFAULT =
      new SnapshotOptions(SnapshotMode.INITIAL, 200_000, 128L << 20);

  public SnapshotOptions {
    if (chunkRows < 1 || bytesPerCheckpoint < 1) {
      throw new IllegalArgumentException("chunkRows and bytesPerCheckpoint begin at 1");
    }
  }

  public SnapshotOptions withMode(SnapshotMode changed) {
    return new SnapshotOptions(changed, chunkRows, bytesPerCheckpoint);
  }

  public SnapshotOptions withChunkRows(int changed) {
    return new SnapshotOptions(mode, changed, bytesPerCheckpoint);
  }

  public SnapshotOptions withBytesPerCheckpoint(long changed) {
    return new SnapshotOptions(mode, chunkRows, changed);
  }
}
