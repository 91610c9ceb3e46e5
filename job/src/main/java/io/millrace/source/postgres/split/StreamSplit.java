package io.millrace.source.postgres.split;

import io.millrace.change.Position;
import io.millrace.source.postgres.connect.ServerIdentity;
import java.util.Map;
import java.util.Set;

/**
 * The log, from where it was last left.
 *
 * @param server whose log it is
 * @param watermark last watermark emitted
 * @param resume end of the last transaction emitted whole: where to ask Postgres to start
 * @param last last change emitted; of a transaction that is sent again, changes up to it are
 *     skipped
 * @param snapshotEnd end of the log when the last snapshot row was read: up to here an UPDATE may
 *     be of a row that the snapshot missed
 * @param quietUntil no watermark before the log has come this far; at first the snapshot's end
 * @param endsWhenConsistent whether the source ends with its first watermark
 * @param partitions of partitioned tables, whose rows have been read or followed; null in
 *     savepoints of format 1: not known
 * @param readAt for tables without a key, by index: see {@link ChunkSplit#readAt}
 */
public record StreamSplit(
    ServerIdentity server,
    long watermark,
    long resume,
    Position last,
    long snapshotEnd,
    long quietUntil,
    boolean endsWhenConsistent,
    Set<Partition> partitions,
    Map<Integer, Long> readAt)
    implements PostgresSplit {

  public static final String ID = "log";

  public StreamSplit {
    partitions = partitions == null ? null : Set.copyOf(partitions);
    readAt = Map.copyOf(readAt);
  }

  /** Without partitions, and without tables that have no key. */
  public StreamSplit(
      ServerIdentity server,
      long watermark,
      long resume,
      Position last,
      long snapshotEnd,
      long quietUntil,
      boolean endsWhenConsistent) {
    this(
        server,
        watermark,
        resume,
        last,
        snapshotEnd,
        quietUntil,
        endsWhenConsistent,
        Set.of(),
        Map.of());
  }

  @Override
  public String splitId() {
    return ID;
  }
}
