package io.millrace.source.flinkcdc;

import io.debezium.connector.postgresql.SourceInfo;
import io.millrace.change.Position;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.postgres.source.offset.PostgresOffset;

/**
 * How far the log has been given out: what a checkpoint holds of the stream, inside the connector's
 * own offset (a map of numbers).
 *
 * @param boundary end of a commit record: every transaction that committed before it has been given
 *     whole. Streaming begins here after a restart, and the slot is acknowledged up to here
 * @param given last change given out; beyond the boundary when a checkpoint fell into a
 *     transaction, whose beginning is then left out when Postgres sends it again
 * @param consistentFrom end of the log when the last snapshot row had been read; {@link #UNKNOWN}
 *     while the snapshot is being read
 * @param watermark last watermark given out; {@link Long#MIN_VALUE} before the first
 * @param micros time that was given with it, microseconds since 1970; 0 for none
 * @param system identifier of the database cluster, which no other cluster has
 */
record LogPosition(
    long boundary, Position given, long consistentFrom, long watermark, long micros, long system) {

  static final long UNKNOWN = Long.MAX_VALUE;

  private static final String COMMIT = "lsn_commit";
  private static final String PROCESSED = "lsn_proc";
  private static final String GIVEN_COMMIT = "millrace_given_commit";
  private static final String GIVEN_ORDINAL = "millrace_given_ordinal";
  private static final String CONSISTENT_FROM = "millrace_consistent_from";
  private static final String WATERMARK = "millrace_watermark";
  private static final String SYSTEM = "millrace_system";

  /** Of a snapshot under a slot that was made at this place. */
  static LogPosition atSlot(long consistentPoint, long system) {
    return new LogPosition(consistentPoint, Position.NONE, UNKNOWN, Long.MIN_VALUE, 0, system);
  }

  static LogPosition of(Offset offset) {
    Map<String, String> values = offset.getOffset();
    return new LogPosition(
        Long.parseLong(values.get(SourceInfo.LSN_KEY)),
        new Position(
            Long.parseLong(values.get(GIVEN_COMMIT)), Long.parseLong(values.get(GIVEN_ORDINAL))),
        Long.parseLong(values.get(CONSISTENT_FROM)),
        Long.parseLong(values.get(WATERMARK)),
        Long.parseLong(values.get(SourceInfo.TIMESTAMP_USEC_KEY)),
        Long.parseLong(values.get(SYSTEM)));
  }

  PostgresOffset toOffset() {
    Map<String, Object> values = new HashMap<>();
    values.put(SourceInfo.LSN_KEY, boundary);
    values.put(PROCESSED, boundary);
    values.put(COMMIT, boundary);
    // The connector cannot do without; earlier versions of this class left 0.
    values.put(SourceInfo.TIMESTAMP_USEC_KEY, micros);
    values.put(GIVEN_COMMIT, given.commit());
    values.put(GIVEN_ORDINAL, given.ordinal());
    values.put(CONSISTENT_FROM, consistentFrom);
    values.put(WATERMARK, watermark);
    values.put(SYSTEM, system);
    return PostgresOffset.of(values);
  }

  /** All snapshot rows have been read; nothing of the log has been given yet. */
  LogPosition snapshotRead(long endOfLog) {
    return new LogPosition(boundary, given, endOfLog, watermark, micros, system);
  }

  /** What snapshot rows carry. */
  Position ofReads() {
    return new Position(boundary, 0);
  }

  boolean isSnapshotRead() {
    return consistentFrom != UNKNOWN;
  }
}
