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
 * @param rowKey what tells rows apart here: columns that are never NULL, whose values no two rows
 *     share and which the log gives of old rows too. The primary key where the log has it, or the
 *     index of the replica identity, or with FULL the smallest unique key; empty when there is none
 */
public record SourceTable(
    TableId id,
    List<SourceColumn> columns,
    List<String> primaryKey,
    List<List<String>> uniqueKeys,
    ReplicaIdentity replicaIdentity,
    List<String> rowKey)
    implements Serializable {

  public SourceTable {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    uniqueKeys = uniqueKeys.stream().map(List::copyOf).toList();
    rowKey = List.copyOf(rowKey);
  }

  /** A table whose replica identity has its primary key. */
  public SourceTable(
      TableId id,
      List<SourceColumn> columns,
      List<String> primaryKey,
      List<List<String>> uniqueKeys,
      ReplicaIdentity replicaIdentity) {
    this(id, columns, primaryKey, uniqueKeys, replicaIdentity, primaryKey);
  }

  public boolean isKeyedByPrimaryKey() {
    return !primaryKey.isEmpty() && rowKey.equals(primaryKey);
  }

  public Optional<SourceColumn> column(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst();
  }
}
