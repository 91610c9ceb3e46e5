package io.millrace.source.postgres.stream;

import io.millrace.change.Position;
import io.millrace.source.postgres.connect.PostgresDatabase;
import io.millrace.source.postgres.connect.ReplicationConnection;
import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.decode.TableDecoder;
import io.millrace.source.postgres.decode.TableDecoders;
import io.millrace.source.postgres.guard.FailoverSlot;
import io.millrace.source.postgres.guard.Publication;
import io.millrace.source.postgres.guard.SlotState;
import io.millrace.source.postgres.guard.StartGuard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two connections that following the log takes: the stream, and one for questions. Opening it
 * runs the start guard and waits for a slot that another connection still holds.
 */
final class LogConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogConnection.class);

  private static final int SILENCE_SECONDS = 60;

  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final long HOLDER_POLL_MILLIS = 100;
  private static final long HOLDER_LOG_EVERY = 100;

  private final ReplicationConnection replication;
  private final Connection sql;
  private final ServerIdentity identity;
  private final Duration senderTimeout;
  private final List<TableDecoder> decoders;
  private final Map<Long, Long> baseTypes = new HashMap<>();

  private LogConnection(
      ReplicationConnection replication,
      Connection sql,
      ServerIdentity identity,
      Duration senderTimeout,
      List<TableDecoder> decoders) {
    this.replication = replication;
    this.sql = sql;
    this.identity = identity;
    this.senderTimeout = senderTimeout;
    this.decoders = decoders;
  }

  static LogConnection open(LogOptions options, ServerIdentity expected, long resume, long reached)
      throws SQLException, InterruptedException {
    PostgresDatabase database = options.database();
    ReplicationConnection replication =
        ReplicationConnection.open(database, SILENCE_SECONDS, options.follower().applicationName());
    Connection sql = null;
    try {
      sql = database.open(SILENCE_SECONDS);
      awaitSlot(sql, options.slot(), options.follower());
      ServerIdentity identity =
          StartGuard.check(replication, sql, options.slot(), expected, resume, reached);
      if (options.failoverSlot()) {
        FailoverSlot.ensure(
            replication, options.slot(), SlotState.read(sql, options.slot()).orElseThrow());
      }
      Publication.check(sql, options.publication(), options.scans());
      return new LogConnection(
          replication, sql, identity, senderTimeout(sql), TableDecoders.of(sql, options.scans()));
    } catch (SQLException | InterruptedException | RuntimeException e) {
      replication.close();
      if (sql != null) {
        sql.close();
      }
      throw e;
    }
  }

  /** A connection of ours that the server has not missed yet is ended; any other is waited for. */
  private static void awaitSlot(Connection sql, String slot, Follower follower)
      throws SQLException, InterruptedException {
    for (long polls = 0; ; polls++) {
      SlotState state = SlotState.read(sql, slot).orElse(null);
      if (state == null || !state.active()) {
        return;
      }
      boolean ours = follower.supersedes(state.application()) && endReader(sql, slot, state);
      if (!ours && polls % HOLDER_LOG_EVERY == 0) {
        LOG.warn("Slot {} is being read by {}: waiting for it to let go", slot, state.holder());
      }
      Thread.sleep(HOLDER_POLL_MILLIS);
    }
  }

  private static boolean endReader(Connection sql, String slot, SlotState state)
      throws SQLException {
    try {
      SlotState.endReader(sql, slot, state.application());
      LOG.warn("Ended {}, a dead connection of this job that held slot {}", state.holder(), slot);
      return true;
    } catch (SQLException e) {
      if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
      return false;
    }
  }

  /** After how long the server gives a silent reader up; zero: never. */
  private static Duration senderTimeout(Connection sql) throws SQLException {
    String query = "SELECT setting::bigint FROM pg_settings WHERE name = 'wal_sender_timeout'";
    try (PreparedStatement statement = sql.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return Duration.ofMillis(row.getLong(1));
    }
  }

  LogStream start(LogOptions options, long from) throws SQLException {
    boolean binary = decoders.stream().allMatch(TableDecoder::hasBinary);
    LOG.info(
        "Following the log of {} from {} through slot {}, {} values",
        options.database().where(),
        Position.lsn(from),
        options.slot(),
        binary ? "binary" : "text");
    return LogStream.start(replication, options.slot(), options.publication(), from, binary);
  }

  /** For a domain's oid that of the type beneath, for any other the same. */
  long baseType(long oid) {
    return baseTypes.computeIfAbsent(oid, this::readBaseType);
  }

  private long readBaseType(long oid) {
    String query =
        """
        WITH RECURSIVE chain (oid, typtype, typbasetype) AS (
          SELECT oid, typtype, typbasetype FROM pg_type WHERE oid::bigint = ?
          UNION ALL
          SELECT t.oid, t.typtype, t.typbasetype
          FROM chain c JOIN pg_type t ON t.oid = c.typbasetype WHERE c.typtype = 'd')
        SELECT oid::bigint FROM chain WHERE typtype <> 'd'
        """;
    try (PreparedStatement statement = sql.prepareStatement(query)) {
      statement.setLong(1, oid);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : oid;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Reading type " + oid + " from the catalogue", e);
    }
  }

  Connection sql() {
    return sql;
  }

  ServerIdentity identity() {
    return identity;
  }

  /** How often the server has to hear from us. */
  Duration statusInterval() {
    long millis = senderTimeout.isZero() ? 10_000 : senderTimeout.toMillis() / 4;
    return Duration.ofMillis(Math.max(100, Math.min(10_000, millis)));
  }

  /** After how long a silent server is taken for dead. It is asked to speak far more often. */
  Duration silence() {
    return Duration.ofMillis(Math.max(SILENCE_SECONDS * 1000L, 2 * senderTimeout.toMillis()));
  }

  List<TableDecoder> decoders() {
    return decoders;
  }

  @Override
  public void close() {
    replication.close();
    try {
      sql.close();
    } catch (SQLException e) {
      LOG.debug("Closing", e);
    }
  }
}
