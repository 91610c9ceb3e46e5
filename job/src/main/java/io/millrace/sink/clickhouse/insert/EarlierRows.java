package io.millrace.sink.clickhouse.insert;

import io.millrace.sink.clickhouse.client.Sql;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out whether rows about to be sent for the first time by this task may be there already:
 * writers that insert before their checkpoint has completed leave rows that a replay makes again.
 * Versions only grow, so a table that holds nothing at or above an insert's lowest version holds
 * nothing of what comes later either. Not thread-safe.
 */
public final class EarlierRows {

  private final Destination destination;
  private final Set<String> suspects;

  /**
   * @param tables that may hold rows of an earlier attempt
   */
  public EarlierRows(Destination destination, Set<String> tables) {
    this.destination = destination;
    this.suspects = new HashSet<>(tables);
  }

  /** Clears tables that are empty: called before anything is sent. */
  public void clearEmptyTables() throws IOException, InterruptedException {
    for (String table : List.copyOf(suspects)) {
      if (!exists(table, "1")) {
        suspects.remove(table);
      }
    }
  }

  /** Asks the server only while the table is under suspicion; mostly once. */
  public boolean mayHold(TableInsert insert) throws IOException, InterruptedException {
    if (!suspects.contains(insert.table())) {
      return false;
    }
    String version =
        "bitShiftLeft(toUInt128(" + Long.toUnsignedString(insert.firstCommit()) + "), 64)";
    boolean holds = exists(insert.table(), "`_version` >= " + version);
    if (!holds) {
      suspects.remove(insert.table());
    }
    return holds;
  }

  private boolean exists(String table, String condition) throws IOException, InterruptedException {
    String found =
        destination.query(
            "SELECT count() FROM (SELECT 1 FROM %s WHERE %s LIMIT 1)"
                .formatted(Sql.qualified(destination.database(), table), condition));
    return !found.strip().equals("0");
  }
}
