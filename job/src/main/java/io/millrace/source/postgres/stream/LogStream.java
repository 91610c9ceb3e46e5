package io.millrace.source.postgres.stream;

import io.millrace.change.Position;
import io.millrace.source.postgres.connect.ReplicationConnection;
import io.millrace.source.postgres.decode.BigEndian;
import io.millrace.source.postgres.decode.Identifiers;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.postgresql.copy.CopyDual;

/**
 * The replication protocol inside a copy: messages in, status out. Nothing is acknowledged but what
 * {@link #status} says. For one thread.
 */
final class LogStream {

  /** Kind of a message: a piece of the log. */
  static final byte DATA = 'w';

  /** Kind of a message: how far the server has come. */
  static final byte KEEPALIVE = 'k';

  /** Where a piece of the log begins in its message. */
  static final int PAYLOAD = 25;

  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  static final long EPOCH_MICROS = EPOCH.getEpochSecond() * 1_000_000;

  private final ReplicationConnection connection;
  private final CopyDual copy;
  private final Clock clock = Clock.systemUTC();
  private final byte[] status = new byte[34];

  private LogStream(ReplicationConnection connection, CopyDual copy) {
    this.connection = connection;
    this.copy = copy;
  }

  static LogStream start(
      ReplicationConnection connection, String slot, String publication, long from, boolean binary)
      throws SQLException {
    String names = Identifiers.quote(publication);
    String command =
        "START_REPLICATION SLOT \"%s\" LOGICAL %s (proto_version '1', publication_names '%s'%s)"
            .formatted(
                slot,
                Position.lsn(from),
                names.replace("'", "''"),
                binary ? ", binary 'true'" : "");
    return new LogStream(connection, connection.startReplication(command));
  }

  /** The next message; waits for it. */
  byte[] read() throws SQLException {
    byte[] message = copy.readFromCopy(true);
    if (message == null) {
      throw new SQLException("The server ended the stream", "57P01");
    }
    return message;
  }

  /** The next message if it has arrived; else null, and sometimes null although it has. */
  byte[] readArrived() throws SQLException {
    byte[] message = copy.readFromCopy(false);
    if (message == null && !copy.isActive()) {
      throw new SQLException("The server ended the stream", "57P01");
    }
    return message;
  }

  /** Waits for a message to arrive; false on time-out. */
  boolean await(long millis) throws SQLException {
    return connection.await((int) Math.min(millis, Integer.MAX_VALUE));
  }

  static long keepaliveEnd(byte[] message) {
    return BigEndian.int64(message, 1);
  }

  static boolean keepaliveAsks(byte[] message) {
    return message[17] != 0;
  }

  /**
   * @param received end of what has been read
   * @param flushed what the server may forget
   * @param ask whether the server should answer with a keepalive
   */
  void status(long received, long flushed, boolean ask) throws SQLException {
    status[0] = 'r';
    BigEndian.putInt64(status, 1, received);
    BigEndian.putInt64(status, 9, flushed);
    BigEndian.putInt64(status, 17, flushed);
    BigEndian.putInt64(status, 25, ChronoUnit.MICROS.between(EPOCH, clock.instant()));
    status[33] = (byte) (ask ? 1 : 0);
    copy.writeToCopy(status, 0, status.length);
    copy.flushCopy();
  }
}
