package io.millrace.query;

import java.io.Serializable;
import java.util.List;

/**
 * {@code JOIN child ON child.referenced = parent.foreignKey}, column by column.
 *
 * @param kind INNER also where SQL's meaning makes it so: an INNER join beneath a LEFT one removes
 *     the whole row
 * @param foreignKey columns of the parent
 * @param referenced columns of the child: its primary key or a unique key, in the same order
 */
public record JoinEdge(
    JoinKind kind, List<String> foreignKey, List<String> referenced, JoinNode child)
    implements Serializable {

  public JoinEdge {
    foreignKey = List.copyOf(foreignKey);
    referenced = List.copyOf(referenced);
  }
}
