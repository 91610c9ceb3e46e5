package io.millrace.pipeline;

import java.io.Serializable;

/**
 * How the tables are read first.
 *
 * @param chunkRows rows of a chunk, roughly
 * @param readers how many subtasks read at a time, at most; {@link #ALL_READERS}: all
 * @param bytesPerSecond what all readers together take from Postgres, at most; {@link #NO_LIMIT}:
 *     as fast as it goes
 */
public record SnapshotDefinition(SnapshotMode mode, int chunkRows, int readers, long bytesPerSecond)
    implements Serializable {

  public static final int ALL_READERS = Integer.MAX_VALUE;
  public static final long NO_LIMIT = Long.MAX_VALUE;
}
