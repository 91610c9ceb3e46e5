package io.millrace.source.postgres;

import org.apache.flink.api.connector.source.SourceEvent;

/** What enumerator and readers say to each other, beside splits. */
sealed interface Signal extends SourceEvent {

  /** Reader: all rows of this chunk have been emitted. Said again after a restore. */
  record ChunkRead(int number) implements Signal {}

  /** Enumerator: {@link ChunkRead} has been heard; it need not be said again. */
  record ChunkNoted(int number) implements Signal {}

  /**
   * Enumerator: all chunks have been read; say so to what is downstream.
   *
   * @param log whether the log is going to be this reader's
   */
  record SnapshotRead(boolean log) implements Signal {}

  /** Reader: the watermark that says so has been emitted. */
  record SnapshotDelivered() implements Signal {}

  /** Enumerator: the log is followed; a reader that does not have it holds nothing back. */
  record LogFollowed() implements Signal {}
}
