package io.millrace.source.postgres.stream;

import io.millrace.change.Position;
import io.millrace.source.postgres.connect.Retry;
import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.decode.MissingValues;
import io.millrace.source.postgres.fetch.Batch;
import io.millrace.source.postgres.fetch.Batch.Reach;
import io.millrace.source.postgres.fetch.Handover;
import io.millrace.source.postgres.guard.TableWatch;
import io.millrace.source.postgres.guard.Wal;
import io.millrace.source.postgres.split.StreamSplit;
import java.sql.SQLException;

/**
 * Follows the log on a thread of its own: reads, decodes, decides where watermarks stand, and hands
 * batches over. When the connection is lost it begins again after the last whole transaction that
 * it has read and skips what it has of the next. While the task thread is slow it waits with its
 * batch in hand and keeps telling the server that it lives.
 */
public final class LogReader {

  private static final int BATCH_EVENTS = 1024;
  private static final long BATCH_BYTES = 1 << 20;

  /** Messages inside a transaction between two looks at the clock. */
  private static final int MESSAGES_PER_LOOK = 256;

  private final LogOptions options;
  private final Handover handover;
  private final LogProgress progress;
  private final long watermarkNanos;
  private final long idleNanos;

  private final StreamSplit split;
  private final TableWatch watch;
  private ServerIdentity server;
  private long quietUntil;
  private volatile LogConnection connection;
  private LogStream stream;
  private LogDecoder decoder;
  private volatile boolean closed;

  private long lastWatermark;
  private long lastStatus;
  private long lastHeard;
  private long lastProbe;
  private long probedEnd;
  private long probedMicros;
  private long latestMicros;

  public LogReader(LogOptions options, StreamSplit split, Handover handover, LogProgress progress) {
    this.options = options;
    this.split = split;
    this.watch = new TableWatch(options.publication(), options.scans(), split.partitions());
    this.server = split.server();
    this.quietUntil = split.quietUntil();
    this.handover = handover;
    this.progress = progress;
    this.watermarkNanos = options.watermarkInterval().toNanos();
    this.idleNanos = options.idleInterval().toNanos();
  }

  /** Until the split ends, the thread is interrupted, or going on would lose something. */
  public void run() throws SQLException, InterruptedException {
    Retry retry = new Retry(options.database());
    boolean first = true;
    while (!closed) {
      try {
        connect();
        if (!first) {
          progress.reconnected();
        }
        first = false;
        retry.succeeded();
        follow();
        return;
      } catch (SQLException e) {
        if (closed) {
          return;
        }
        disconnect();
        retry.after(e, "Following the log");
      } finally {
        disconnect();
      }
    }
  }

  private void connect() throws SQLException, InterruptedException {
    long resume = decoder == null ? split.resume() : decoder.end();
    connection = LogConnection.open(options, server, resume, reached(resume));
    server = connection.identity();
    if (decoder == null) {
      decoder = new LogDecoder(split, resume);
    }
    decoder.connected(
        new Relations(connection.decoders(), connection::baseType),
        new MissingValues(connection.sql()));
    stream = connection.start(options, resume);
    lastStatus = System.nanoTime();
    lastHeard = lastStatus;
    lastProbe = lastStatus - idleNanos;
    lastWatermark = lastStatus - watermarkNanos;
  }

  /** Up to where anything that was given comes from: changes, and values read from tables. */
  private long reached(long resume) {
    Position last = decoder == null ? split.last() : decoder.last();
    return Math.max(resume, Math.max(last.commit(), quietUntil));
  }

  private void disconnect() {
    LogConnection open = connection;
    if (open != null) {
      open.close();
      connection = null;
    }
  }

  private void follow() throws SQLException, InterruptedException {
    int untilLook = MESSAGES_PER_LOOK;
    boolean ended = false;
    while (!closed && !ended) {
      byte[] message = stream.readArrived();
      if (message == null) {
        message = await();
        if (message == null) {
          ended = rest();
          continue;
        }
      }
      take(message);
      if (decoder.pendingEvents() >= BATCH_EVENTS || decoder.pendingBytes() >= BATCH_BYTES) {
        ended = handOver();
      }
      if (--untilLook == 0) {
        untilLook = MESSAGES_PER_LOOK;
        statusIfDue();
      }
    }
  }

  private void take(byte[] message) throws SQLException {
    if (message[0] == LogStream.DATA) {
      if (decoder.decode(message, LogStream.PAYLOAD)) {
        latestMicros = Math.max(latestMicros, decoder.commitTime());
        advanceIfDue();
      }
    } else if (message[0] == LogStream.KEEPALIVE) {
      if (!decoder.inTransaction()) {
        decoder.nothingUpTo(LogStream.keepaliveEnd(message));
      }
      if (LogStream.keepaliveAsks(message)) {
        status(false);
      }
    }
  }

  /** The next message; null when there is something else to do first. */
  private byte[] await() throws SQLException {
    long now = System.nanoTime();
    if (stream.await(Math.max(1, restNanos(now) / 1_000_000))) {
      lastHeard = System.nanoTime();
      return stream.read();
    }
    if (System.nanoTime() - lastHeard > connection.silence().toNanos()) {
      throw new SQLException(
          "nothing heard from the server for " + connection.silence().toSeconds() + " s", "08006");
    }
    return null;
  }

  private long restNanos(long now) {
    if (decoder.inTransaction()) {
      return lastStatus + connection.statusInterval().toNanos() - now;
    }
    if (decoder.pendingEvents() > 0) {
      return 0;
    }
    long probe = lastProbe + idleNanos - now;
    return mayAdvance() ? Math.min(probe, lastWatermark + watermarkNanos - now) : probe;
  }

  /**
   * Nothing has arrived: gives what there is, and asks the server how far it is.
   *
   * @return whether the split has ended
   */
  private boolean rest() throws SQLException, InterruptedException {
    if (decoder.inTransaction()) {
      statusIfDue();
      return false;
    }
    advanceIfDue();
    if (decoder.pendingEvents() > 0 && handOver()) {
      return true;
    }
    if (System.nanoTime() - lastProbe >= idleNanos) {
      probe();
    }
    return false;
  }

  /**
   * Notes where the log ends now, and asks the server to say how far it has read it. Once it has
   * read so far, what has been given is as of now: by the server's clock, as commits are.
   */
  private void probe() throws SQLException {
    lastProbe = System.nanoTime();
    Wal.End end = Wal.end(connection.sql());
    probedEnd = end.lsn();
    probedMicros = end.micros();
    progress.serverEnd(probedEnd);
    status(true);
  }

  /** Whether there is something to say that has not been said. */
  private boolean mayAdvance() {
    boolean upToDate = decoder.end() >= probedEnd && probedMicros > latestMicros;
    boolean news = decoder.end() > decoder.since() && latestMicros > 0;
    return (news || upToDate) && decoder.end() >= quietUntil && !decoder.isFilled();
  }

  private void advanceIfDue() {
    long now = System.nanoTime();
    if (!mayAdvance() || now - lastWatermark < watermarkNanos) {
      return;
    }
    if (decoder.end() >= probedEnd) {
      latestMicros = Math.max(latestMicros, probedMicros);
    }
    decoder.advance(decoder.end(), latestMicros);
    lastWatermark = now;
  }

  private boolean handOver() throws SQLException, InterruptedException {
    watch.look(connection.sql(), decoder.takeDescribed());
    if (decoder.isFilled()) {
      quietUntil = Math.max(quietUntil, Wal.mark(connection.sql()));
      decoder.clearFilled();
    }
    StreamSplit after =
        new StreamSplit(
            server,
            decoder.since(),
            decoder.end(),
            decoder.last(),
            split.snapshotEnd(),
            quietUntil,
            split.endsWhenConsistent(),
            watch.partitions(),
            split.readAt());
    boolean last = split.endsWhenConsistent() && decoder.since() >= quietUntil;
    Batch batch = new Batch(decoder.takeEvents(), after, last ? Reach.END : Reach.PART);
    while (!handover.offer(batch, 200)) {
      statusIfDue();
    }
    return last;
  }

  private void statusIfDue() throws SQLException {
    if (System.nanoTime() - lastStatus >= connection.statusInterval().toNanos()) {
      status(false);
    }
  }

  private void status(boolean ask) throws SQLException {
    lastStatus = System.nanoTime();
    stream.status(decoder.end(), progress.acknowledged(), ask);
  }

  /** From another thread: ends {@link #run}. */
  public void close() {
    closed = true;
    disconnect();
  }

  /** For messages. */
  @Override
  public String toString() {
    return "log of " + options.database().where() + " from " + Position.lsn(split.resume());
  }
}
