package io.millrace.sink.clickhouse.insert;

import io.millrace.sink.clickhouse.client.Sql;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out whether rows about to be sent for the first time by this task may be there already:
 * writers that insert before their checkpoint has completed leave rows that a replay makes again.
 * None of those is younger than the youngest row that the table held when this task first looked;
 * so an insert whose rows all are needs no looking. What an insert finds says nothing of the next
 * one: within a slice of the log rows come in no order. Not thread-safe.
 */
public final class EarlierRows {

  private final Destination destination;
  private final Set<String> suspects;

  /** By table, the commit of its youngest row at the first look; unsigned. */
  private final Map<String, Long> youngest = new HashMap<>();

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
      String found =
          destination.query(
              "SELECT count() FROM (SELECT 1 FROM %s LIMIT 1)".formatted(qualified(table)));
      if (found.strip().equals("0")) {
        suspects.remove(table);
      }
    }
  }

  /** Asks the server once for each table under suspicion. */
  public boolean mayHold(TableInsert insert) throws IOException, InterruptedException {
    String table = insert.table();
    if (!suspects.contains(table)) {
      return false;
    }
    Long commit = youngest.get(table);
    if (commit == null) {
      commit = youngestCommit(table);
      youngest.put(table, commit);
    }
    return Long.compareUnsigned(insert.firstCommit(), commit) <= 0;
  }

  /** 0 for an empty table: no row is of that commit. */
  private long youngestCommit(String table) throws IOException, InterruptedException {
    String commit =
        destination.query(
            "SELECT toUInt64(bitShiftRight(max(`_version`), 64)) FROM " + qualified(table));
    return Long.parseUnsignedLong(commit.strip());
  }

  private String qualified(String table) {
    return Sql.qualified(destination.database(), table);
  }
}
