package io.millrace.cli.check;

import io.millrace.pipeline.SourceDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What state the pipeline's replication slot is in. */
final class SlotCheck {

  private static final String SLOT =
      """
      SELECT slot_type, plugin, database, active, active_pid, wal_status, confirmed_flush_lsn::text,
             pg_size_pretty(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()
                            ELSE pg_current_wal_lsn() END - restart_lsn)
      FROM pg_replication_slots WHERE slot_name = ?
      """;

  private record Slot(
      String type,
      String plugin,
      String database,
      boolean active,
      long pid,
      String walStatus,
      String confirmed,
      String retained) {}

  private final Connection connection;
  private final SourceDefinition source;
  private final Findings findings;

  SlotCheck(Connection connection, SourceDefinition source, Findings findings) {
    this.connection = connection;
    this.source = source;
    this.findings = findings;
  }

  boolean exists() throws SQLException {
    return Answers.isTrue(
        connection, "SELECT true FROM pg_replication_slots WHERE slot_name = ?", source.slot());
  }

  void run() throws SQLException {
    List<Slot> slots = Answers.rows(connection, SlotCheck::slot, SLOT, source.slot());
    if (slots.isEmpty()) {
      findings.note(
          "slot " + source.slot() + " is not there yet",
          "`millrace init` or the job's first start makes it.");
    } else {
      check(slots.get(0));
    }
  }

  private static Slot slot(java.sql.ResultSet row) throws SQLException {
    return new Slot(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getBoolean(4),
        row.getLong(5),
        row.getString(6),
        row.getString(7),
        row.getString(8));
  }

  private void check(Slot slot) {
    String name = "slot " + source.slot();
    if (!"logical".equals(slot.type()) || !"pgoutput".equals(slot.plugin())) {
      findings.error(
          name + " is " + slot.type() + " with plugin " + slot.plugin() + ", not pgoutput",
          "Name another slot in source.slot, or drop this one.");
    } else if (!source.database().equals(slot.database())) {
      findings.error(
          name + " belongs to database " + slot.database(), "Name another slot in source.slot.");
    } else if ("lost".equals(slot.walStatus())) {
      findings.error(
          name + " is lost: the server has thrown away log that it needs",
          "Raise max_slot_wal_keep_size, drop the slot (SELECT pg_drop_replication_slot('"
              + source.slot()
              + "')), and start anew.");
    } else {
      describe(name, slot);
    }
  }

  private void describe(String name, Slot slot) {
    if ("unreserved".equals(slot.walStatus())) {
      findings.warning(
          name + " is about to lose log that it needs",
          "Start the job soon, or raise max_slot_wal_keep_size.");
    }
    findings.ok(
        name
            + (slot.active() ? " is being read by pid " + slot.pid() : " is there, nobody reads it")
            + ", confirmed up to "
            + slot.confirmed()
            + ", keeps "
            + slot.retained()
            + " of log");
  }
}
