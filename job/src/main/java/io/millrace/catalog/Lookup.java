package io.millrace.catalog;

import java.util.Map;

/** What a catalogue says when asked for a table by name. */
public sealed interface Lookup {

  /**
   * A table whose changes are in the log.
   *
   * @param partitioned its rows live in partitions; published as one table only with {@code
   *     publish_via_partition_root}
   * @param equalities by column
   */
  record Found(SourceTable table, boolean partitioned, Map<String, Equality> equalities)
      implements Lookup {

    public Found {
      equalities = Map.copyOf(equalities);
    }

    public Equality equality(String column) {
      return equalities.getOrDefault(column, Equality.none("it is not a column of " + table.id()));
    }
  }

  /** Something of that name whose changes cannot be followed. */
  record Refused(String reason, String remedy) implements Lookup {}

  /** Nothing of that name. */
  record Absent() implements Lookup {}
}
