package io.millrace.query;

import java.io.Serializable;
import java.util.List;

/**
 * Everything the topology needs to know of the queries.
 *
 * @param scans each source table once, sorted by table; {@code Change.table} is the index in this
 *     list
 * @param targets in the pipeline's order
 */
public record Plan(List<TableScan> scans, List<TargetQuery> targets) implements Serializable {

  public Plan {
    scans = List.copyOf(scans);
    targets = List.copyOf(targets);
  }

  public TableScan scan(JoinNode node) {
    return scans.get(node.scan());
  }
}
