package io.millrace.catalog;

import io.millrace.change.TableId;
import java.io.Serializable;
import java.util.ArrayList;
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

  /**
   * What a table without a key is keyed by: commit, and place in its transaction, of the change
   * that brought the row. As with Postgres's own system columns, {@code *} leaves them out.
   */
  public static final List<String> POSITION = List.of("_commit_lsn", "_commit_ordinal");

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

  /**
   * Whether Postgres refuses updates and deletes of its rows while it is published, because nothing
   * would tell in the log which rows they are of. Then rows only come, and go all at once.
   */
  public boolean isAppendOnly() {
    return primaryKey.isEmpty()
        && rowKey.isEmpty()
        && (replicaIdentity == ReplicaIdentity.DEFAULT
            || replicaIdentity == ReplicaIdentity.NOTHING)
        && POSITION.stream().noneMatch(name -> column(name).isPresent());
  }

  /** The table with {@link #POSITION} behind its columns and as its key. */
  public SourceTable keyedByPosition() {
    List<SourceColumn> more = new ArrayList<>(columns);
    POSITION.forEach(name -> more.add(SourceColumn.ofPosition(name)));
    return new SourceTable(id, more, primaryKey, uniqueKeys, replicaIdentity, POSITION);
  }

  public boolean isKeyedByPosition() {
    return rowKey.equals(POSITION) && column(POSITION.get(0)).orElseThrow().isOfPosition();
  }

  public Optional<SourceColumn> column(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst();
  }
}
