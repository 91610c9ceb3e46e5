package io.millrace.query;

import java.io.Serializable;
import java.util.List;

/**
 * A table in a target's join tree, with what is joined to it.
 *
 * @param alias the table's name in the query, unique in the tree
 * @param scan index in {@link Plan#scans}
 * @param columns of this table that this target uses, in the table's order: the primary key,
 *     foreign keys, columns it is joined by, and what the output needs
 * @param edges tables joined to this one, in the query's order
 */
public record JoinNode(String alias, int scan, List<String> columns, List<JoinEdge> edges)
    implements Serializable {

  public JoinNode {
    columns = List.copyOf(columns);
    edges = List.copyOf(edges);
  }
}
