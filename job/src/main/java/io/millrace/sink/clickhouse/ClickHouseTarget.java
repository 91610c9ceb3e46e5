package io.millrace.sink.clickhouse;

import io.millrace.change.Column;
import io.millrace.change.RowLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A target table as the pipeline wants it.
 *
 * @param layout the user's columns, in the table's order
 * @param key indexes into {@code layout}, in the key's order
 * @param partitionBy ClickHouse expression; empty: not partitioned
 * @param orderBy ClickHouse expressions, comma-separated; empty: the key
 */
public record ClickHouseTarget(
    String table,
    RowLayout layout,
    List<Integer> key,
    Optional<String> partitionBy,
    Optional<String> orderBy) {

  public ClickHouseTarget {
    key = List.copyOf(key);
    if (table.isEmpty()) {
      throw new IllegalArgumentException("a target table needs a name");
    }
    if (key.isEmpty()) {
      throw new IllegalArgumentException("target table " + table + " needs a key");
    }
    for (int column : key) {
      if (column < 0 || column >= layout.size()) {
        throw new IllegalArgumentException("target table " + table + " has no column " + column);
      }
    }
  }

  public ClickHouseTarget(
      String table,
      RowLayout layout,
      int[] key,
      Optional<String> partitionBy,
      Optional<String> orderBy) {
    this(table, layout, Arrays.stream(key).boxed().toList(), partitionBy, orderBy);
  }

  /** The key's columns. */
  public List<Column> keyColumns() {
    return key.stream().map(layout::column).toList();
  }
}
