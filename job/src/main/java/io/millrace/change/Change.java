package io.millrace.change;

/**
 * One change of one row, as a source gives it. A source turns a change of the primary key into
 * {@link Kind#DELETE} of the old key and {@link Kind#UPSERT} of the new one.
 *
 * <p><b>since</b> makes evaluation aligned. It is the last watermark the source emitted before this
 * record ({@link Long#MIN_VALUE} before the first). A keyed operator whose own watermark has not
 * reached it holds the record back: it belongs to a later slice of the log than the one being
 * collected. The three phases of a source:
 *
 * <ol>
 *   <li>snapshot: {@link Kind#READ} records, since {@link Long#MIN_VALUE}; and {@link Kind#DELETE}
 *       where a table without a key was read anew and had fewer rows than before;
 *   <li>watermark {@link #SNAPSHOT_DELIVERED} from every reader: all snapshot rows have been given;
 *       then the log's changes, still without a further watermark, until the log has passed the
 *       last snapshot read;
 *   <li>watermarks that are commit positions, each after a {@link Commit} of the same position. The
 *       first is the first position at which the tables are consistent.
 * </ol>
 *
 * A restored source first emits the watermark it had, before any record.
 *
 * @param table index of the table in the plan's list of source tables
 * @param position a READ carries the position of the slot's creation; ordinals of UPSERT and DELETE
 *     are unique per transaction, and that of a TRUNCATE is its table's own
 * @param key the row's primary key (for a table without one, whatever the plan names as its key);
 *     for a TRUNCATE {@link KeyGroups#representativeKey}
 * @param row the row after the change, in the plan's layout of that table; for a DELETE a row in
 *     which at least the key columns are known and every other may be {@link Row#NULL}; for a
 *     TRUNCATE without columns
 */
public record Change(int table, Kind kind, Position position, long since, Key key, Row row)
    implements LogEvent {

  /**
   * Watermark that says: every snapshot row has been given, but what stands there is of no single
   * moment yet.
   */
  public static final long SNAPSHOT_DELIVERED = 0;

  private static final Row NO_ROW = Row.nulls(0);

  /** What happened to the row. */
  public enum Kind {
    /** It was read in the snapshot. */
    READ,
    /** It was inserted or updated: it now looks like this. */
    UPSERT,
    /** It was deleted. */
    DELETE,
    /**
     * The whole table was emptied. One for each key group, all of one position: every row of that
     * group that is older than this is gone.
     */
    TRUNCATE
  }

  /** The table was emptied, as far as one key group goes. */
  public static Change truncated(int table, Position position, long since, int group) {
    return new Change(
        table, Kind.TRUNCATE, position, since, KeyGroups.representativeKey(group), NO_ROW);
  }
}
