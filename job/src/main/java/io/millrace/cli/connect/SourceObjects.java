package io.millrace.cli.connect;

import io.millrace.change.Position;
import io.millrace.change.TableId;
import io.millrace.pipeline.SourceDefinition;
import io.millrace.query.Plan;
import io.millrace.source.postgres.guard.PostgresSlot;
import io.millrace.topology.SourceEnds;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Publication and slot of a pipeline. */
public final class SourceObjects {

  private final Connection connection;
  private final SourceDefinition source;

  public SourceObjects(Connection connection, SourceDefinition source) {
    this.connection = connection;
    this.source = source;
  }

  public boolean hasPublication() throws SQLException {
    return has("SELECT FROM pg_publication WHERE pubname = ?", source.publication());
  }

  public boolean hasSlot() throws SQLException {
    return has("SELECT FROM pg_replication_slots WHERE slot_name = ?", source.slot());
  }

  private boolean has(String query, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      return statement.executeQuery().next();
    }
  }

  /**
   * Makes what is missing.
   *
   * @return where the slot stands
   */
  public String make(Plan plan) throws SQLException {
    List<TableId> tables = plan.scans().stream().map(scan -> scan.table().id()).toList();
    long position =
        PostgresSlot.create(
            SourceEnds.database(source),
            source.slot(),
            source.publication(),
            tables,
            source.failoverSlot());
    return Position.lsn(position);
  }
}
