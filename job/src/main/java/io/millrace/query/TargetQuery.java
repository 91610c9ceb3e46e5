package io.millrace.query;

import io.millrace.change.RowLayout;
import java.io.Serializable;
import java.util.List;

/**
 * A target table's query, understood.
 *
 * @param name of the target table
 * @param root the query's first table; one row out per row of it
 * @param columns of the target, in its order
 * @param key indexes into {@code columns} of the root's primary key, in the key's order
 * @param keyedByPosition whether the key is each row's place in the log, for want of another
 */
public record TargetQuery(
    String name,
    JoinNode root,
    List<OutputColumn> columns,
    List<Integer> key,
    boolean keyedByPosition)
    implements Serializable {

  public TargetQuery {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** Keyed by columns of Postgres. */
  public TargetQuery(String name, JoinNode root, List<OutputColumn> columns, List<Integer> key) {
    this(name, root, columns, key, false);
  }

  /** Layout of the target's rows. */
  public RowLayout layout() {
    return RowLayout.of(columns.stream().map(OutputColumn::column).toList());
  }
}
