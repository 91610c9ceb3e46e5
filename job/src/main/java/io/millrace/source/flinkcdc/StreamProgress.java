package io.millrace.source.flinkcdc;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.Position;
import java.time.Duration;

/**
 * Knows how far the log has been given out and when that may be said. A watermark comes only where
 * no transaction is open: where the connector has passed a commit and nothing beyond it has been
 * given; with a time that never goes back. Times are the caller's clock, in milliseconds. Not
 * thread-safe.
 */
final class StreamProgress {

  private final long watermarkMillis;
  private final long idleMillis;
  private final long consistentFrom;
  private final long endOfLogAtStart;
  private final long system;

  private long boundary;
  private Position given;
  private long watermark;
  private boolean open;
  private long commitMicros;
  private long saidMicros;
  private long lastSaidMillis;

  /**
   * @param endOfLogAtStart what the server had to send when it was asked to. Before all of that has
   *     been given, a server that is silent has not begun to send: it may decode for a long time
   */
  StreamProgress(
      LogPosition start, long endOfLogAtStart, Duration watermarkInterval, Duration idleInterval) {
    this.watermarkMillis = watermarkInterval.toMillis();
    this.idleMillis = idleInterval.toMillis();
    this.boundary = start.boundary();
    this.given = start.given();
    this.consistentFrom = start.consistentFrom();
    this.endOfLogAtStart = endOfLogAtStart;
    this.watermark = start.watermark();
    this.commitMicros = start.micros();
    this.saidMicros = start.micros();
    this.system = start.system();
    this.open = given.commit() > boundary;
  }

  /**
   * The watermark to begin with: the one that was last given before a restart, or the one that says
   * that the snapshot is over.
   */
  long begin() {
    watermark = Math.max(watermark, Change.SNAPSHOT_DELIVERED);
    return watermark;
  }

  long watermark() {
    return watermark;
  }

  LogPosition position() {
    return new LogPosition(boundary, given, consistentFrom, watermark, saidMicros, system);
  }

  /**
   * The connector has passed the end of a commit: every transaction up to there has been given.
   *
   * @param micros when it committed, if that is known; otherwise 0
   */
  void passed(long commitEnd, long micros) {
    if (commitEnd > boundary) {
      boundary = commitEnd;
      open = false;
      if (micros > 0) {
        commitMicros = micros;
      }
    }
  }

  /** Whether a change has not been given before. */
  boolean isNew(Position position) {
    return position.commit() > boundary && position.isAfter(given);
  }

  void gave(Position position) {
    given = position;
    open = true;
  }

  /** What may be said now of the transactions given; null for nothing. */
  Commit due(long nowMillis) {
    return boundary > watermark && commitMicros > 0 && nowMillis - lastSaidMillis >= watermarkMillis
        ? say(nowMillis, commitMicros)
        : null;
  }

  /** What may be said when the log has nothing more at present; null for nothing. */
  Commit idle(long nowMillis, long seenIdleMicros) {
    return boundary >= endOfLogAtStart && nowMillis - lastSaidMillis >= idleMillis
        ? say(nowMillis, seenIdleMicros)
        : null;
  }

  private Commit say(long nowMillis, long micros) {
    if (open || boundary < consistentFrom) {
      return null;
    }
    lastSaidMillis = nowMillis;
    watermark = boundary;
    saidMicros = Math.max(saidMicros, micros);
    return new Commit(boundary, saidMicros);
  }
}
