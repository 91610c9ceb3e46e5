package io.millrace.cli.connect;

import io.millrace.pipeline.SourceDefinition;
import io.millrace.source.postgres.connect.ReplicationConnection;
import io.millrace.topology.SourceEnds;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Connections of the command line to a pipeline's Postgres. */
public final class PostgresAccess {

  /** Names without schema mean the same as in the pipeline's queries. */
  private static final String SEARCH_PATH = "SET search_path = public";

  private final SourceDefinition source;

  public PostgresAccess(SourceDefinition source) {
    this.source = source;
  }

  /**
   * A connection for SQL, in autocommit.
   *
   * @throws Unreachable if there is none
   */
  public Connection open() {
    try {
      Connection connection = SourceEnds.database(source).open();
      try (Statement statement = connection.createStatement()) {
        statement.execute(SEARCH_PATH);
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw PostgresFailure.of(source, e);
    }
  }

  /**
   * A connection for replication commands.
   *
   * @throws Unreachable if there is none
   */
  public ReplicationConnection openReplication() {
    try {
      return ReplicationConnection.open(SourceEnds.database(source), 0);
    } catch (SQLException e) {
      throw PostgresFailure.of(source, e);
    }
  }
}
