package io.millrace.cli.verify;

import io.millrace.cli.connect.PostgresAccess;
import io.millrace.cli.connect.PostgresFailure;
import io.millrace.pipeline.SourceDefinition;
import io.millrace.source.postgres.connect.ExportedSnapshot;
import io.millrace.source.postgres.connect.ReplicationConnection;
import java.sql.Connection;
import java.sql.SQLException;

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
    try (ReplicationConnection replication = postgres.openReplication()) {
      ExportedSnapshot snapshot = ExportedSnapshot.of(replication, "verify");
      return new Cut(snapshot.lsn(), entering(postgres.open(), snapshot));
    } catch (SQLException e) {
      throw PostgresFailure.of(source, e);
    }
  }

  private static Connection entering(Connection connection, ExportedSnapshot snapshot)
      throws SQLException {
    try {
      snapshot.enter(connection);
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
