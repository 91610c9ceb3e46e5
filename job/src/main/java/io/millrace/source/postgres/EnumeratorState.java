package io.millrace.source.postgres;

import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.split.ChunkSplit;
import io.millrace.source.postgres.split.Partition;
import io.millrace.source.postgres.split.StreamSplit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far the source as a whole has come.
 *
 * @param server null before {@link Phase#READING}
 * @param slotAt position of the slot when it was made or taken: snapshot rows carry it, the log
 *     begins there
 * @param waiting chunks that no reader has
 * @param given numbers of chunks that readers have and have not finished, each with its table; -1:
 *     not known
 * @param log the log's beginning while no reader has it; null otherwise
 * @param partitions of partitioned tables, when they were cut into chunks; null in savepoints of
 *     format 1: not known
 * @param progress of each table's snapshot; empty when not known
 * @param readAt of the tables without a key that have been read, by index: see {@link
 *     ChunkSplit#readAt}
 */
record EnumeratorState(
    Phase phase,
    ServerIdentity server,
    long slotAt,
    List<ChunkSplit> waiting,
    Map<Integer, Integer> given,
    StreamSplit log,
    Set<Partition> partitions,
    List<SnapshotProgress.Table> progress,
    Map<Integer, Long> readAt) {

  /** In order. */
  enum Phase {
    /** Slot, publication and chunks are being made. */
    PREPARING,
    /** Chunks are being read. */
    READING,
    /** Every row has been read; readers say so to what is downstream. */
    DELIVERING,
    /** The log is followed. */
    FOLLOWING
  }

  static final EnumeratorState INITIAL =
      new EnumeratorState(
          Phase.PREPARING, null, 0, List.of(), Map.of(), null, Set.of(), List.of(), Map.of());

  EnumeratorState {
    waiting = List.copyOf(waiting);
    given = Map.copyOf(given);
    partitions = partitions == null ? null : Set.copyOf(partitions);
    progress = List.copyOf(progress);
    readAt = Map.copyOf(readAt);
  }
}
