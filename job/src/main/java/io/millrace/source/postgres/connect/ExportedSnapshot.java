package io.millrace.source.postgres.connect;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.postgresql.replication.LogSequenceNumber;

/**
 * What the database is at a place in its log: every transaction whose commit record begins before
 * it, none behind it. Made with a temporary logical slot, which Postgres drops with its connection;
 * it takes a free slot and WAL sender for that moment.
 *
 * @param lsn the place
 * @param name what other connections find it by, while the one that made it is open
 */
public record ExportedSnapshot(long lsn, String name) {

  /** Waits for transactions that are writing now, as making a slot does. */
  public static ExportedSnapshot of(ReplicationConnection replication, String purpose)
      throws SQLException {
    String slot = "millrace_" + purpose + "_" + UUID.randomUUID().toString().replace("-", "");
    Map<String, String> made =
        replication.row(
            "CREATE_REPLICATION_SLOT " + slot + " TEMPORARY LOGICAL pgoutput EXPORT_SNAPSHOT");
    return new ExportedSnapshot(
        LogSequenceNumber.valueOf(made.get("consistent_point")).asLong(),
        made.get("snapshot_name"));
  }

  /** Begins a transaction that sees it; it lives on there when the slot is gone. */
  public void enter(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      statement.execute("SET TRANSACTION SNAPSHOT '" + name + "'");
    }
  }
}
