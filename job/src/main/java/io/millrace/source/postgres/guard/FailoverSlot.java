package io.millrace.source.postgres.guard;

import io.millrace.source.SourceRefusedException;
import io.millrace.source.postgres.connect.ReplicationConnection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slots that standbys keep too, from Postgres 17 on: with {@code sync_replication_slots} a standby
 * copies them, and once it is promoted the job goes on there.
 */
public final class FailoverSlot {

  private static final Logger LOG = LoggerFactory.getLogger(FailoverSlot.class);

  private static final int FIRST_MAJOR = 17;

  private FailoverSlot() {}

  /** What the command that makes a slot is to say. */
  static String option(ReplicationConnection replication, String slot) throws SQLException {
    checkVersion(replication, slot);
    return "(SNAPSHOT 'nothing', FAILOVER true)";
  }

  /** Makes a slot that nobody reads one of these. */
  public static void ensure(ReplicationConnection replication, String slot, SlotState state)
      throws SQLException {
    if (!state.failover()) {
      checkVersion(replication, slot);
      replication.execute("ALTER_REPLICATION_SLOT \"" + slot + "\" (FAILOVER true)");
      LOG.info("Slot {} is kept by standbys too from now on", slot);
    }
  }

  private static void checkVersion(ReplicationConnection replication, String slot)
      throws SQLException {
    int major = Integer.parseInt(replication.setting("server_version_num")) / 10_000;
    if (major < FIRST_MAJOR) {
      throw new SourceRefusedException(
          "Slot "
              + slot
              + " is to be kept by standbys (source.failover-slot), which Postgres "
              + FIRST_MAJOR
              + " can and this server, "
              + major
              + ", cannot",
          "Leave source.failover-slot out of the pipeline, or upgrade the server");
    }
  }
}
