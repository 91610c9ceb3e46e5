package io.millrace.source.postgres.guard;

import io.millrace.change.Position;
import io.millrace.change.TableId;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.postgres.connect.PostgresDatabase;
import io.millrace.source.postgres.connect.ReplicationConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes slot and publication, for {@code millrace init} and for a source that starts without state.
 *
 * <p>A slot that has never been used is told from a used one by a note in the publication's
 * comment: the slot's name and the position it was made at. While it still confirms that position,
 * nobody has read it to any effect, and a fresh start may take it.
 */
public final class PostgresSlot {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSlot.class);

  private PostgresSlot() {}

  /**
   * Makes what is absent. Waits for transactions that are writing now, as making a slot does.
   *
   * @param failover whether standbys are to keep the slot too
   * @return where the slot stands: every transaction that commits from here on is in it
   */
  public static long create(
      PostgresDatabase database,
      String slot,
      String publication,
      List<TableId> tables,
      boolean failover)
      throws SQLException {
    try (Connection sql = database.open()) {
      Publication.createIfAbsent(sql, publication, tables);
      if (SlotState.read(sql, slot).isEmpty()) {
        make(database, slot, failover);
        note(sql, slot, publication);
      }
      SlotState state = SlotState.read(sql, slot).orElseThrow();
      StartGuard.checkKind(state, slot, database.database());
      if (failover && !state.active()) {
        try (ReplicationConnection replication = ReplicationConnection.open(database, 0)) {
          FailoverSlot.ensure(replication, slot, state);
        }
      }
      return state.confirmed();
    }
  }

  /**
   * As {@link #create}, but refuses a slot that was there and has been used.
   *
   * @param failover whether standbys are to keep the slot too
   * @param adopt whether to take it all the same
   */
  public static long createOrAdopt(
      PostgresDatabase database,
      String slot,
      String publication,
      List<TableId> tables,
      boolean failover,
      boolean adopt)
      throws SQLException {
    try (Connection sql = database.open()) {
      SlotState state = SlotState.read(sql, slot).orElse(null);
      if (state != null && !adopt && !isUnused(sql, state, slot, publication)) {
        throw new SourceRefusedException(
            "Starting without state: slot "
                + slot
                + " is there already and has been used, up to "
                + Position.lsn(state.confirmed())
                + (state.active() ? ", and is being read by " + state.holder() : ""),
            "Restore the job's last checkpoint or savepoint; or, to read the tables anew through"
                + " this slot, start with --adopt-slot; or name another slot");
      }
    }
    return create(database, slot, publication, tables, failover);
  }

  private static void make(PostgresDatabase database, String slot, boolean failover)
      throws SQLException {
    LOG.info("Making slot {} in {}; waits for writing transactions", slot, database.where());
    try (ReplicationConnection replication = ReplicationConnection.open(database, 0)) {
      replication.execute(
          "CREATE_REPLICATION_SLOT \""
              + slot
              + "\" LOGICAL pgoutput "
              + (failover ? FailoverSlot.option(replication, slot) : "NOEXPORT_SNAPSHOT"));
    }
  }

  private static void note(Connection sql, String slot, String publication) throws SQLException {
    long made = SlotState.read(sql, slot).orElseThrow().confirmed();
    try {
      Publication.comment(sql, publication, noteOf(slot, made));
    } catch (SQLException e) {
      LOG.warn(
          "Publication {} belongs to someone else ({}): a restart before the first checkpoint will"
              + " ask for --adopt-slot",
          publication,
          e.getSQLState());
    }
  }

  private static boolean isUnused(Connection sql, SlotState state, String slot, String publication)
      throws SQLException {
    return !state.active()
        && noteOf(slot, state.confirmed()).equals(Publication.comment(sql, publication));
  }

  private static String noteOf(String slot, long made) {
    return "Millrace: slot " + slot + " made at " + Position.lsn(made);
  }
}
