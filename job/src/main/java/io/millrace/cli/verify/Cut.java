package io.millrace.cli.verify;

import io.millrace.cli.connect.PostgresAccess;
import io.millrace.cli.connect.PostgresFailure;
import io.millrace.cli.connect.PostgresNames;
import io.millrace.pipeline.SourceDefinition;
import io.millrace.source.postgres.connect.ReplicationConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A position of the log, and a connection that sees the database exactly as of there: every
 * transaction that commits before it, none behind it.
 *
 * <p>Made with a temporary logical slot, which Postgres drops with its connection; it takes a free
 * slot and WAL sender for that moment.
 */
final class Cut implements AutoCloseable {

  private final long lsn;
  private final Connection connection;

  private Cut(long lsn, Connection connection) {
    this.lsn = lsn;
    this.connection = connection;
  }

  /** Waits for transactions that are writing now, as making a slot does. */
  static Cut now(SourceDefinition source) {
    PostgresAccess postgres = new PostgresAccess(source);
    String slot = "millrace_verify_" + UUID.randomUUID().toString().replace("-", "");
    try (ReplicationConnection replication = postgres.openReplication()) {
      Map<String, String> made =
          replication.row(
              "CREATE_REPLICATION_SLOT "
                  + PostgresNames.quote(slot)
                  + " TEMPORARY LOGICAL pgoutput EXPORT_SNAPSHOT");
      long lsn = LogSequenceNumber.valueOf(made.get("consistent_point")).asLong();
      return new Cut(lsn, importing(postgres.open(), made.get("snapshot_name")));
    } catch (SQLException e) {
      throw PostgresFailure.of(source, e);
    }
  }

  /** The snapshot lives on in the transaction when the slot is gone. */
  private static Connection importing(Connection connection, String snapshot) throws SQLException {
    try {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        statement.execute("SET TRANSACTION SNAPSHOT " + PostgresNames.literal(snapshot));
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Changes of transactions that commit before this are in, others are not. */
  long lsn() {
    return lsn;
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing was written; the server ends the transaction either way.
    }
  }
}
