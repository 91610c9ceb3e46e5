package io.millrace.cli.verify;

import io.millrace.query.PostgresQuery;
import io.millrace.query.TargetQuery;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What Postgres answers to a target's query at a moment. Small tables only: all in memory. */
public record SourceRows(List<ComparedRow> rows) {

  static SourceRows read(Connection postgres, PostgresQuery query, TargetQuery target) {
    List<ComparedRow> rows = new ArrayList<>();
    try (PostgresRows stream = open(postgres, query, target)) {
      for (ComparedRow row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return new SourceRows(rows);
  }

  private static PostgresRows open(Connection postgres, PostgresQuery query, TargetQuery target) {
    return target.keyedByPosition()
        ? PostgresRows.inAnyOrder(postgres, query)
        : PostgresRows.open(postgres, query, target.key(), new KeyOrder(target), "TRUE");
  }

  /**
   * @param keys printed
   */
  SourceRows without(Set<List<String>> keys, KeyOrder order) {
    return keys.isEmpty()
        ? this
        : new SourceRows(
            rows.stream().filter(row -> !keys.contains(order.printed(row.key()))).toList());
  }

  RowStream stream() {
    return new ListedRows(rows);
  }
}
