package io.millrace.catalog;

import io.millrace.change.TableId;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * One Postgres table.
 *
 * @param columns in the table's order, dropped ones left out
 * @param primaryKey names in the key's order; empty when there is none
 * @param uniqueKeys columns of each plain unique index that is not the primary key (no expression,
 *     not partial, immediate)
 */
public record SourceTable(
    TableId id,
    List<SourceColumn> columns,
    List<String> primaryKey,
    List<List<String>> uniqueKeys,
    ReplicaIdentity replicaIdentity)
    implements Serializable {

  public SourceTable {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    uniqueKeys = uniqueKeys.stream().map(List::copyOf).toList();
  }

  public Optional<SourceColumn> column(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst();
  }
}
