package io.millrace.topology;

import io.millrace.change.RowLayout;
import io.millrace.query.JoinEdge;
import io.millrace.query.JoinNode;
import io.millrace.query.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the columns of a join tree stand: each node's own first, then its children's, in order. */
final class NodeLayouts {

  private final Plan plan;

  NodeLayouts(Plan plan) {
    this.plan = plan;
  }

  /** Of the rows normalize gives for the node's table. */
  RowLayout scan(JoinNode node) {
    return plan.scan(node).layout();
  }

  /** Indexes of the node's columns in {@link #scan}. */
  int[] columnsInScan(JoinNode node) {
    return indexes(scan(node), node.columns());
  }

  /** The node's own columns. */
  RowLayout own(JoinNode node) {
    RowLayout scan = scan(node);
    return RowLayout.of(
        node.columns().stream().map(name -> scan.column(scan.indexOf(name))).toList());
  }

  /** The node's own columns and all that is joined to it. */
  RowLayout joined(JoinNode node) {
    RowLayout all = own(node);
    for (JoinEdge edge : node.edges()) {
      all = all.concat(joined(edge.child()));
    }
    return all;
  }

  /** Where each alias's own columns begin in the root's joined row. */
  Map<String, Integer> offsets(JoinNode root) {
    Map<String, Integer> offsets = new HashMap<>();
    collectOffsets(root, 0, offsets);
    return offsets;
  }

  private int collectOffsets(JoinNode node, int offset, Map<String, Integer> offsets) {
    offsets.put(node.alias(), offset);
    int next = offset + node.columns().size();
    for (JoinEdge edge : node.edges()) {
      next = collectOffsets(edge.child(), next, offsets);
    }
    return next;
  }

  static int[] indexes(RowLayout layout, List<String> names) {
    return names.stream().mapToInt(layout::indexOf).toArray();
  }
}
