package io.millrace.source.postgres;

import io.millrace.change.TableId;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;

/** What enumerator and readers say to each other, beside splits. */
sealed interface Signal extends SourceEvent {

  /**
   * Reader, once, before anything else: the chunks it has begun with and not read to the end. After
   * a failure of tasks alone the enumerator has come further than what the readers remember.
   *
   * @param chunks their numbers, with the index of the table that each belongs to
   * @param log whether it follows the log already
   */
  record ChunksHeld(Map<Integer, Integer> chunks, boolean log) implements Signal {
    public ChunksHeld {
      chunks = Map.copyOf(chunks);
    }
  }

  /**
   * Reader: the chunk's relation has been rewritten, so its blocks mean something else now. To be
   * answered with {@link ChunkNoted} when others stand for it.
   *
   * @param file the file that the chunk was cut for
   */
  record ChunkOutdated(int number, int table, TableId relation, long file) implements Signal {}

  /**
   * Reader: all rows of this chunk have been emitted. Said again after a restore.
   *
   * @param readAt see {@link io.millrace.source.postgres.split.ChunkSplit}
   */
  record ChunkRead(int number, int table, long rows, long bytes, long readAt) implements Signal {}

  /** Enumerator: the chunk is dealt with; the reader may forget it. */
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
