package io.millrace.source.postgres.guard;

import io.millrace.change.Position;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.postgres.connect.ReplicationConnection;
import io.millrace.source.postgres.connect.ServerIdentity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Refuses to read from a server or a slot that cannot serve a position. Postgres itself does not:
 * asked to start before what the slot has confirmed, it silently starts there.
 *
 * <p>A slot dropped and made again under its name is noticed by its confirmed position alone:
 * making a slot writes a record of running transactions to the log, and the slot confirms the place
 * behind it. So a slot made after our position was reached always confirms more than our position,
 * even when nothing else was written in between, and one that does not was there before and lacks
 * nothing.
 */
public final class StartGuard {

  private static final String ANEW =
      "Start without state and read the tables anew (millrace run --truncate-targets --adopt-slot, after"
          + " emptying the targets), or restore a checkpoint that is not older than the slot";

  private static final String AFTER_FAILOVER =
      ". To go on after the next promotion, set source.failover-slot: true (Postgres 17 or later)"
          + " and let the standby synchronize slots (sync_replication_slots)";

  private static final String CONNECTION_FAILURE = "08006";

  private StartGuard() {}

  /**
   * @param expected whose log the position belongs to
   * @param resume the position to go on from
   * @param reached up to where anything has been read from the server: not before {@code resume}
   * @return who the server is now: the same, perhaps on a later timeline
   */
  public static ServerIdentity check(
      ReplicationConnection replication,
      Connection sql,
      String slot,
      ServerIdentity expected,
      long resume,
      long reached)
      throws SQLException {
    checkOneServer(replication, sql);
    ServerIdentity now = replication.identity();
    checkSystem(now, expected);
    boolean promoted = now.timeline() != expected.timeline();
    if (promoted) {
      String history = now.timeline() > 1 ? replication.timelineHistory(now.timeline()) : "";
      Timelines.check(history, now.timeline(), expected.timeline(), reached);
    }
    checkSlot(sql, slot, now.database(), resume, promoted);
    checkEnd(sql, resume);
    return now;
  }

  /** While a standby takes over, one of several hosts may be reached first and another then. */
  private static void checkOneServer(ReplicationConnection replication, Connection sql)
      throws SQLException {
    String started = "SELECT extract(epoch FROM pg_postmaster_start_time())::text AS started";
    try (Statement statement = sql.createStatement();
        ResultSet row = statement.executeQuery(started)) {
      row.next();
      if (!row.getString(1).equals(replication.row(started).get("started"))) {
        throw new SQLException("the two connections lead to two servers", CONNECTION_FAILURE);
      }
    }
  }

  /**
   * Refuses when the server was promoted while tables were read: what was read before may not be in
   * its history, and nothing tells.
   */
  public static void checkSnapshot(ReplicationConnection replication, ServerIdentity expected)
      throws SQLException {
    ServerIdentity now = replication.identity();
    checkSystem(now, expected);
    if (now.timeline() != expected.timeline()) {
      throw new SourceRefusedException(
          "Snapshot: the server was promoted (timeline "
              + expected.timeline()
              + " to "
              + now.timeline()
              + ") while its tables were read: rows read before may be of transactions that it lacks",
          "Start the job anew (millrace run --truncate-targets --adopt-slot)");
    }
  }

  private static void checkSystem(ServerIdentity now, ServerIdentity expected) {
    if (!now.system().equals(expected.system())) {
      throw new SourceRefusedException(
          "Start guard: the checkpoint is of Postgres cluster "
              + expected.system()
              + ", this is cluster "
              + now.system(),
          "Connect to the right server, or start without state and read the tables anew");
    }
    if (!now.database().equals(expected.database())) {
      throw new SourceRefusedException(
          "Start guard: the checkpoint is of database "
              + expected.database()
              + ", this is "
              + now.database(),
          "Connect to the right database, or start without state and read the tables anew");
    }
  }

  /** Refuses a slot that is missing, not ours to read, or past the position. */
  public static void checkSlot(Connection sql, String slot, String database, long resume)
      throws SQLException {
    checkSlot(sql, slot, database, resume, false);
  }

  private static void checkSlot(
      Connection sql, String slot, String database, long resume, boolean promoted)
      throws SQLException {
    SlotState state =
        SlotState.read(sql, slot)
            .orElseThrow(
                () ->
                    new SourceRefusedException(
                        "Start guard: replication slot "
                            + slot
                            + " is gone, and with it the changes since "
                            + Position.lsn(resume)
                            + (promoted ? ": the server was promoted, and had no such slot" : ""),
                        promoted ? ANEW + AFTER_FAILOVER : ANEW));
    checkKind(state, slot, database);
    if ("lost".equals(state.walStatus())) {
      throw new SourceRefusedException(
          "Start guard: the server has thrown away log that slot "
              + slot
              + " needs (wal_status lost)",
          "Raise max_slot_wal_keep_size, drop the slot, start without state and read the tables"
              + " anew");
    }
    if (Long.compareUnsigned(state.confirmed(), resume) > 0) {
      throw new SourceRefusedException(
          "Start guard: slot "
              + slot
              + " has moved on to "
              + Position.lsn(state.confirmed())
              + " (advanced, read by something else, or dropped and made again); the checkpoint"
              + " needs the changes since "
              + Position.lsn(resume),
          ANEW);
    }
  }

  static void checkKind(SlotState state, String slot, String database) {
    if (!"logical".equals(state.type()) || !"pgoutput".equals(state.plugin())) {
      throw new SourceRefusedException(
          "Slot " + slot + " is " + state.type() + " with plugin " + state.plugin(),
          "Name another slot in the pipeline, or drop this one; it has to be logical, with pgoutput");
    }
    if (!database.equals(state.database())) {
      throw new SourceRefusedException(
          "Slot " + slot + " belongs to database " + state.database() + ", not to " + database,
          "Name another slot in the pipeline");
    }
  }

  /** A server restored from a backup, or promoted too early, may end before our position. */
  private static void checkEnd(Connection sql, long resume) throws SQLException {
    long end = Wal.flushed(sql);
    if (Long.compareUnsigned(end, resume) < 0) {
      throw new SourceRefusedException(
          "Start guard: the server's log ends at "
              + Position.lsn(end)
              + ", before "
              + Position.lsn(resume)
              + " that has been read from it: it has lost transactions",
          "Start without state and read the tables anew");
    }
  }
}
