package io.millrace.cli.check;

import java.sql.Connection;
import java.sql.SQLException;

/** Whether the server can give a logical log at all. */
final class ServerCheck {

  private static final int OLDEST_MAJOR = 14;

  private final Connection connection;
  private final Findings findings;

  ServerCheck(Connection connection, Findings findings) {
    this.connection = connection;
    this.findings = findings;
  }

  /**
   * @param slotExists then no further slot is needed
   */
  void run(boolean slotExists) throws SQLException {
    version();
    walLevel();
    if (Answers.isTrue(connection, "SELECT pg_is_in_recovery()")) {
      findings.error(
          "the server is a standby", "Name the primary in source.url: slots live there.");
    }
    room(slotExists);
    retention();
  }

  private void version() throws SQLException {
    String version = Answers.text(connection, "SHOW server_version");
    int major = Integer.parseInt(Answers.text(connection, "SHOW server_version_num")) / 10_000;
    if (major < OLDEST_MAJOR) {
      findings.error(
          "version " + version + " is too old",
          "Upgrade to Postgres " + OLDEST_MAJOR + " or later.");
    } else {
      findings.ok("version " + version);
    }
  }

  private void walLevel() throws SQLException {
    String level = Answers.text(connection, "SHOW wal_level");
    if (level.equals("logical")) {
      findings.ok("wal_level is logical");
    } else {
      findings.error(
          "wal_level is " + level + ", not logical",
          "As superuser: ALTER SYSTEM SET wal_level = logical; then restart the server. (RDS: the"
              + " parameter rds.logical_replication; Cloud SQL: cloudsql.logical_decoding.)");
    }
  }

  private void room(boolean slotExists) throws SQLException {
    long slots = free("max_replication_slots", "SELECT count(*) FROM pg_replication_slots");
    long senders =
        free("max_wal_senders", "SELECT count(*) FROM pg_stat_replication WHERE pid IS NOT NULL");
    if (slots < 1 && !slotExists) {
      findings.error(
          "no replication slot is free",
          "Raise max_replication_slots and restart the server, or drop a slot that nobody reads"
              + " (SELECT slot_name, active FROM pg_replication_slots).");
    } else {
      findings.ok(slots + " replication slots free");
    }
    if (senders < 1) {
      findings.error(
          "no WAL sender is free",
          "Raise max_wal_senders and restart the server, or end a replication connection that"
              + " nobody needs.");
    } else {
      findings.ok(senders + " WAL senders free");
    }
  }

  /**
   * Whether tables without a key can be read, each with a slot of its own for a moment.
   *
   * @param slotExists whether the pipeline's is among those in use
   */
  void roomToRead(boolean slotExists) throws SQLException {
    long slots = free("max_replication_slots", "SELECT count(*) FROM pg_replication_slots");
    if (slots < (slotExists ? 1 : 2)) {
      findings.error(
          "only "
              + slots
              + " replication slots are free: reading a table without a key takes one more for a moment",
          "Raise max_replication_slots and restart the server, or drop a slot that nobody reads"
              + " (SELECT slot_name, active FROM pg_replication_slots).");
    }
  }

  private long free(String setting, String used) throws SQLException {
    return Long.parseLong(Answers.text(connection, "SHOW " + setting))
        - Answers.number(connection, used);
  }

  private void retention() throws SQLException {
    if (Answers.text(connection, "SHOW max_slot_wal_keep_size").equals("-1")) {
      findings.note(
          "max_slot_wal_keep_size is -1: while the job is stopped its slot keeps log without end",
          "Watch pg_replication_slots, or set a limit that covers the longest stop.");
    }
    String timeout =
        Answers.text(connection, "SELECT current_setting('idle_replication_slot_timeout', true)");
    if (timeout != null && !timeout.isEmpty() && !timeout.equals("0")) {
      findings.warning(
          "idle_replication_slot_timeout is "
              + timeout
              + ": a job stopped for longer loses its slot and must start anew",
          "Set it to 0, or to more than the longest stop.");
    }
  }
}
