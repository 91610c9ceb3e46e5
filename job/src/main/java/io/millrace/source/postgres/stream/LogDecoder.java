package io.millrace.source.postgres.stream;

import io.millrace.change.Change;
import io.millrace.change.Change.Kind;
import io.millrace.change.Key;
import io.millrace.change.KeyGroups;
import io.millrace.change.LogEvent;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.source.postgres.decode.BigEndian;
import io.millrace.source.postgres.decode.MissingValues;
import io.millrace.source.postgres.decode.Tuple;
import io.millrace.source.postgres.split.StreamSplit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns pgoutput's messages into changes. Every row message of a transaction, of followed tables or
 * not, takes two ordinals, 2n and 2n+1: a change of the key needs both, and so a change has the
 * same position whatever else the pipeline follows. Not thread-safe.
 */
final class LogDecoder {

  private final long snapshotEnd;
  private final Map<Integer, Long> readAt;
  private Relations relations;
  private final Tuple before = new Tuple();
  private final Tuple after = new Tuple();

  private List<LogEvent> events = new ArrayList<>();
  private long bytes;
  private long since;
  private Position last;
  private boolean inTransaction;
  private long commit;
  private long ordinal;
  private long commitTime;
  private int transaction;
  private long end;
  private MissingValues missing;
  private boolean filled;
  private boolean described;

  /**
   * @param split up to whose snapshot's end an update may be of a row that nobody downstream has,
   *     and up to whose last change changes are skipped
   * @param end end of the last whole transaction
   */
  LogDecoder(StreamSplit split, long end) {
    this.snapshotEnd = split.snapshotEnd();
    this.readAt = split.readAt();
    this.since = split.watermark();
    this.last = split.last();
    this.end = end;
  }

  /**
   * The stream begins, anew perhaps, behind the last whole transaction, and describes its tables.
   */
  LogDecoder connected(Relations onThisConnection, MissingValues fromThisConnection) {
    relations = onThisConnection;
    missing = fromThisConnection;
    inTransaction = false;
    return this;
  }

  /**
   * @param at where pgoutput's message begins
   * @return whether it ended a transaction
   */
  boolean decode(byte[] message, int at) throws SQLException {
    switch (message[at]) {
      case 'I' -> insert(message, at + 1);
      case 'U' -> update(message, at + 1);
      case 'D' -> delete(message, at + 1);
      case 'B' -> begin(message, at + 1);
      case 'C' -> {
        end = BigEndian.int64(message, at + 10);
        inTransaction = false;
        return true;
      }
      case 'R' -> {
        relations.describe(new MessageReader(message, at + 1));
        described = true;
      }
      case 'T' -> truncate(new MessageReader(message, at + 1));
      case 'Y', 'O', 'M' -> {}
      default -> throw new IllegalStateException("pgoutput message '" + (char) message[at] + "'");
    }
    return false;
  }

  private void begin(byte[] message, int at) {
    inTransaction = true;
    commit = BigEndian.int64(message, at) + 1;
    commitTime = BigEndian.int64(message, at + 8) + LogStream.EPOCH_MICROS;
    transaction = BigEndian.int32(message, at + 16);
    ordinal = 0;
  }

  private void insert(byte[] message, int at) {
    Relation relation = relations.get(BigEndian.int32(message, at));
    if (isWanted(relation, ordinal)) {
      after.readLogical(message, at + 5);
      relation.decoder().at(commit, ordinal);
      Row row = relation.decoder().row(after, null, relation.places());
      emit(relation, Kind.UPSERT, ordinal, relation.decoder().key(row), row);
    }
    ordinal += 2;
  }

  private void update(byte[] message, int at) throws SQLException {
    Relation relation = relations.get(BigEndian.int32(message, at));
    if (isWanted(relation, ordinal + 1)) {
      relation.checkHasKey();
      byte kind = message[at + 4];
      if (kind == 'N') {
        after.readLogical(message, at + 5);
        Row row = relation.decoder().row(after, null, relation.places());
        row = commit > snapshotEnd ? row : filled(relation, row);
        emit(relation, Kind.UPSERT, ordinal, relation.decoder().key(row), row);
      } else {
        int next = before.readLogical(message, at + 5);
        after.readLogical(message, next + 1);
        updateWithBefore(relation, kind == 'O');
      }
    }
    ordinal += 2;
  }

  /**
   * @param full whether the whole old row is there, and not only its key
   */
  private void updateWithBefore(Relation relation, boolean full) throws SQLException {
    Row row = relation.decoder().row(after, full ? before : null, relation.places());
    row = filled(relation, row);
    Key key = relation.decoder().key(row);
    Row old = relation.decoder().row(before, null, relation.places());
    Key oldKey = relation.decoder().key(old);
    if (oldKey.equals(key)) {
      emit(relation, Kind.UPSERT, ordinal, key, row);
    } else {
      emit(relation, Kind.DELETE, ordinal, oldKey, old);
      emit(relation, Kind.UPSERT, ordinal + 1, key, row);
    }
  }

  /** Nobody downstream has a row that the snapshot missed, or that has just got its key. */
  private Row filled(Relation relation, Row row) throws SQLException {
    if (!relation.decoder().hasUnchanged()) {
      return row;
    }
    filled = true;
    return missing.fill(relation.decoder(), row, transaction);
  }

  private void delete(byte[] message, int at) {
    Relation relation = relations.get(BigEndian.int32(message, at));
    if (isWanted(relation, ordinal)) {
      relation.checkHasKey();
      before.readLogical(message, at + 5);
      Row row = relation.decoder().row(before, null, relation.places());
      emit(relation, Kind.DELETE, ordinal, relation.decoder().key(row), row);
    }
    ordinal += 2;
  }

  /** Two ordinals for each table of the message, and so a position of its own. */
  private void truncate(MessageReader message) {
    int tables = message.int32();
    message.skip(1);
    for (int i = 0; i < tables; i++) {
      Relation relation = relations.get(message.int32());
      if (isWanted(relation, ordinal)) {
        emitTruncate(relation.table());
      }
      ordinal += 2;
    }
  }

  /** To every key group, since its rows may be in any. */
  private void emitTruncate(int table) {
    Position position = new Position(commit, ordinal);
    for (int group = 0; group < KeyGroups.COUNT; group++) {
      events.add(Change.truncated(table, position, since, group));
    }
    last = position;
  }

  /** Of a table without a key the rows that were read are not given again. */
  private boolean isWanted(Relation relation, long place) {
    if (relation == null || !isNew(place)) {
      return false;
    }
    Long read = readAt.get(relation.table());
    return read == null || commit > read;
  }

  private boolean isNew(long place) {
    return commit > last.commit() || commit == last.commit() && place > last.ordinal();
  }

  private void emit(Relation relation, Kind kind, long place, Key key, Row row) {
    if (isNew(place)) {
      Position position = new Position(commit, place);
      events.add(new Change(relation.table(), kind, position, since, key, row));
      bytes += row.bytes().length;
      last = position;
    }
  }

  /** A commit and its watermark: everything up to {@code lsn} has been given. */
  void advance(long lsn, long timeMicros) {
    events.add(new io.millrace.change.Commit(lsn, timeMicros));
    since = lsn;
  }

  /** The server has nothing more up to here. */
  void nothingUpTo(long lsn) {
    end = Math.max(end, lsn);
  }

  /** What has been decoded since the last call. */
  List<LogEvent> takeEvents() {
    List<LogEvent> taken = events;
    events = new ArrayList<>(taken.size() + 16);
    bytes = 0;
    return taken;
  }

  /** Whether values have been read from tables, and the log's end not been marked since. */
  boolean isFilled() {
    return filled;
  }

  void clearFilled() {
    filled = false;
  }

  /** Whether the log has described a table since the last call. */
  boolean takeDescribed() {
    boolean was = described;
    described = false;
    return was;
  }

  int pendingEvents() {
    return events.size();
  }

  /** Bytes of rows in {@link #pendingEvents}. */
  long pendingBytes() {
    return bytes;
  }

  boolean inTransaction() {
    return inTransaction;
  }

  /** When the transaction that was begun last committed: microseconds since 1970. */
  long commitTime() {
    return commitTime;
  }

  /** End of the last whole transaction. */
  long end() {
    return end;
  }

  Position last() {
    return last;
  }

  /** Last watermark emitted. */
  long since() {
    return since;
  }
}
