package io.millrace.source;

import io.millrace.change.RowLayout;
import io.millrace.change.TableId;
import java.io.Serializable;
import java.util.List;

/**
 * A table to be read and followed, and the columns of it that are wanted.
 *
 * @param layout the wanted columns, in the table's order: the layout of every row the source gives
 * @param typeOids for each column the oid of its Postgres type (of a domain: of the type beneath
 *     it); {@link #POSITION}: the source makes the value
 * @param key indexes into the layout, in the key's order
 */
public record SourceScan(TableId table, RowLayout layout, List<Long> typeOids, List<Integer> key)
    implements Serializable {

  /**
   * In place of a type: commit and ordinal of the position that a row came at. Both, behind the
   * table's own columns, are the key of a table that has no other; in that order.
   */
  public static final long POSITION = -1;

  public SourceScan {
    typeOids = List.copyOf(typeOids);
    key = List.copyOf(key);
    if (typeOids.size() != layout.size()) {
      throw new IllegalArgumentException(
          table + ": " + layout.size() + " columns, " + typeOids.size() + " types");
    }
    int own = typeOids.indexOf(POSITION);
    if (own >= 0 && !key.equals(List.of(own, own + 1)) || own >= 0 && own + 2 != layout.size()) {
      throw new IllegalArgumentException(table + ": a row's place is not its key, or not the end");
    }
    if (key.isEmpty()) {
      throw new IllegalArgumentException(table + ": no key");
    }
    for (int column : key) {
      if (column < 0 || column >= layout.size()) {
        throw new IllegalArgumentException(table + ": key column " + column + " is not wanted");
      }
    }
  }

  /** Whether rows are known by {@link #POSITION}: they come, and go all at once. */
  public boolean isKeyedByPosition() {
    return typeOids.get(key.get(0)) == POSITION;
  }

  /** How many columns, the first ones, are the table's own. */
  public int ownColumns() {
    return layout.size() - (isKeyedByPosition() ? key.size() : 0);
  }

  public int[] keyColumns() {
    return key.stream().mapToInt(i -> i).toArray();
  }

  public String columnName(int index) {
    return layout.column(index).name();
  }
}
