package io.millrace.source.flinkcdc;

import io.debezium.connector.AbstractSourceInfo;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.SourceInfo;
import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.LogEvent;
import io.millrace.change.Position;
import java.time.Clock;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.cdc.connectors.base.utils.SourceRecordUtils;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Turns what the connector reads from the log into changes with positions, commits and watermarks.
 * Runs in the task's thread.
 *
 * <p>A change's position is the start of its transaction's commit record + 1 and, as ordinal, its
 * own LSN with eleven bits behind it that tell apart the changes of one WAL record (a multi-insert
 * has up to a page of rows; a change of the key makes two). Both are the same however often and
 * from wherever the log is read again, also when other tables are followed than before.
 */
final class StreamEmission {

  private static final String HEARTBEAT_TIME = AbstractSourceInfo.TIMESTAMP_KEY;
  private static final int PLACES_BITS = 11;
  private static final long PLACES = 1L << PLACES_BITS;

  private final StreamProgress progress;
  private final ChangeReader changes;
  private final Clock clock;

  private long lsn;
  private long place;
  private long idleAt;

  /** When the transaction of the last record committed. */
  private long lastMicros;

  StreamEmission(StreamProgress progress, ChangeReader changes, Clock clock) {
    this.progress = progress;
    this.changes = changes;
    this.clock = clock;
  }

  LogPosition position() {
    return progress.position();
  }

  void begin(SourceOutput<LogEvent> output) {
    output.emitWatermark(new Watermark(progress.begin()));
  }

  void emit(SourceRecord record, SourceOutput<LogEvent> output) {
    Map<String, ?> offset = record.sourceOffset();
    long commitEnd = number(offset, PostgresOffsetContext.LAST_COMMIT_LSN_KEY);
    boolean heartbeat = SourceRecordUtils.isHeartbeatEvent(record);
    long micros = number(offset, SourceInfo.TIMESTAMP_USEC_KEY);
    progress.passed(commitEnd, heartbeat || lastMicros == 0 ? micros : lastMicros);
    lastMicros = micros;
    say(progress.due(clock.millis()), output);
    if (heartbeat) {
      heartbeat(record, commitEnd, output);
    } else if (changes.isChange(record)) {
      change(record, offset, output);
    }
  }

  /** Between batches, too, a watermark may fall due. */
  void endBatch(SourceOutput<LogEvent> output) {
    say(progress.due(clock.millis()), output);
  }

  /**
   * Two heartbeats with nothing between them: the server had nothing to send when the second was
   * made.
   */
  private void heartbeat(SourceRecord record, long commitEnd, SourceOutput<LogEvent> output) {
    long at = Math.max(commitEnd, number(record.sourceOffset(), SourceInfo.LSN_KEY));
    if (at == idleAt) {
      long seenMillis = ((Struct) record.value()).getInt64(HEARTBEAT_TIME);
      say(progress.idle(clock.millis(), seenMillis * 1000), output);
    }
    idleAt = at;
  }

  private void change(SourceRecord record, Map<String, ?> offset, SourceOutput<LogEvent> output) {
    idleAt = 0;
    long commit = number(offset, SourceInfo.TXID_KEY) + 1;
    stepTo(number(offset, SourceInfo.LSN_KEY));
    changes.read(
        record,
        (table, kind, key, row) -> {
          Position position = new Position(commit, nextOrdinal());
          if (progress.isNew(position)) {
            output.collect(new Change(table, kind, position, progress.watermark(), key, row));
            progress.gave(position);
          }
        });
  }

  private void stepTo(long next) {
    if (next != lsn) {
      lsn = next;
      place = 0;
    }
  }

  private static void say(Commit commit, SourceOutput<LogEvent> output) {
    if (commit != null) {
      output.collect(commit);
      output.emitWatermark(new Watermark(commit.lsn()));
    }
  }

  private static long number(Map<String, ?> offset, String key) {
    Object value = offset.get(key);
    return value == null ? 0 : (Long) value;
  }

  private long nextOrdinal() {
    if (place >= PLACES || lsn >>> (62 - PLACES_BITS) != 0) {
      throw new IllegalStateException(
          "WAL record " + Position.lsn(lsn) + " has change " + place + ": no ordinal for that");
    }
    return lsn << PLACES_BITS | place++;
  }
}
