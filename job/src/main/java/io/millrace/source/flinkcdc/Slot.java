package io.millrace.source.flinkcdc;

import io.millrace.change.Position;
import io.millrace.source.SourceRefusedException;

/**
 * The replication slot as Postgres describes it.
 *
 * @param walStatus null before Postgres 13
 * @param confirmed what has been acknowledged: nothing before it can be had again; 0 when unknown
 */
record Slot(String name, String plugin, String database, String walStatus, long confirmed) {

  private static final String AFRESH =
      "Start afresh with a new slot and empty target tables (a slot cannot be turned back)";

  /** Whether it can be used at all. */
  Slot checkUsable(String wantedDatabase) {
    if (!"pgoutput".equals(plugin)) {
      throw new SourceRefusedException(
          "Source flink-cdc: slot " + name + " has the plugin " + plugin + ", not pgoutput",
          "Name another slot, or drop this one: SELECT pg_drop_replication_slot('" + name + "')");
    }
    if (!wantedDatabase.equals(database)) {
      throw new SourceRefusedException(
          "Source flink-cdc: slot " + name + " belongs to the database " + database,
          "Name another slot");
    }
    if ("lost".equals(walStatus) || "unreserved".equals(walStatus) || confirmed == 0) {
      throw new SourceRefusedException(
          "Source flink-cdc: slot "
              + name
              + " can no longer be read (wal_status "
              + walStatus
              + "): Postgres has removed log that it needs",
          "Raise max_slot_wal_keep_size. " + AFRESH);
    }
    return this;
  }

  /** Whether it can serve what comes after a position. */
  Slot checkServes(LogPosition position, long system, long endOfLog) {
    if (position.system() != system) {
      throw new SourceRefusedException(
          "Source flink-cdc: the checkpoint was made on another database cluster (system "
              + position.system()
              + ", this is "
              + system
              + ")",
          "Connect to the cluster it was made on. " + AFRESH);
    }
    if (confirmed > position.boundary()) {
      throw new SourceRefusedException(
          "Source flink-cdc: slot "
              + name
              + " has been acknowledged up to "
              + Position.lsn(confirmed)
              + ", the checkpoint ends at "
              + Position.lsn(position.boundary())
              + ": what lies between cannot be had again",
          "Restore a later checkpoint. " + AFRESH);
    }
    if (position.boundary() > endOfLog) {
      throw new SourceRefusedException(
          "Source flink-cdc: the checkpoint ends at "
              + Position.lsn(position.boundary())
              + ", the server's log at "
              + Position.lsn(endOfLog)
              + ": the database was restored from a backup, or is another",
          AFRESH);
    }
    return this;
  }

  static SourceRefusedException missing(String name) {
    return new SourceRefusedException(
        "Source flink-cdc: slot " + name + " is gone; what was changed since is lost to it",
        AFRESH);
  }
}
