package io.millrace.cli.check;

import io.millrace.pipeline.SourceDefinition;
import java.sql.Connection;
import java.sql.SQLException;

/** Whether the job can go on with a standby that is promoted. */
final class FailoverCheck {

  private static final int FIRST_MAJOR = 17;

  private static final String STANDBYS =
      "SELECT count(*) FROM pg_replication_slots WHERE slot_type = 'physical' AND active";

  private static final String IS_FAILOVER =
      "SELECT coalesce((to_jsonb(s) ->> 'failover')::boolean, false) FROM pg_replication_slots s"
          + " WHERE slot_name = ?";

  private final Connection connection;
  private final SourceDefinition source;
  private final Findings findings;

  FailoverCheck(Connection connection, SourceDefinition source, Findings findings) {
    this.connection = connection;
    this.source = source;
    this.findings = findings;
  }

  /**
   * @param slotExists whether the pipeline's slot has been made
   */
  void run(boolean slotExists) throws SQLException {
    int major =
        Integer.parseInt(Answers.text(connection, "SHOW server_version_num").strip()) / 10_000;
    if (!source.failoverSlot()) {
      noteStandbys(major);
    } else if (major < FIRST_MAJOR) {
      findings.error(
          "source.failover-slot needs Postgres " + FIRST_MAJOR + ", this is " + major,
          "Leave it out, or upgrade the server.");
    } else {
      slot(slotExists);
      order();
    }
  }

  private void noteStandbys(int major) throws SQLException {
    if (major >= FIRST_MAJOR && Answers.number(connection, STANDBYS) > 0) {
      findings.note(
          "a standby follows this server, and will not have slot " + source.slot(),
          "Set source.failover-slot: true, and sync_replication_slots on the standby, to go on"
              + " with it when it is promoted.");
    }
  }

  private void slot(boolean exists) throws SQLException {
    if (exists && !Answers.isTrue(connection, IS_FAILOVER, source.slot())) {
      findings.note(
          "slot " + source.slot() + " is not one that standbys keep",
          "The job's next start makes it one.");
    } else if (exists) {
      findings.ok("slot " + source.slot() + " is one that standbys keep");
    }
  }

  /** Without it what the job has read may be more than the standby has. */
  private void order() throws SQLException {
    String waited =
        Answers.text(connection, "SELECT current_setting('synchronized_standby_slots', true)");
    if (waited == null || waited.isBlank()) {
      findings.warning(
          "synchronized_standby_slots is empty: the job may read what the standby does not have yet,"
              + " and is refused if that standby is promoted",
          "As superuser: ALTER SYSTEM SET synchronized_standby_slots = '<the standby''s physical"
              + " slot>'; SELECT pg_reload_conf().");
    } else {
      findings.ok("the log waits for the standby's slot " + waited);
    }
  }
}
