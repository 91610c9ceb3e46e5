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
 *     it)
 * @param key indexes into the layout, in the key's order
 */
public record SourceScan(TableId table, RowLayout layout, List<Long> typeOids, List<Integer> key)
    implements Serializable {

  public SourceScan {
    typeOids = List.copyOf(typeOids);
    key = List.copyOf(key);
    if (typeOids.size() != layout.size()) {
      throw new IllegalArgumentException(
          table + ": " + layout.size() + " columns, " + typeOids.size() + " types");
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

  public int[] keyColumns() {
    return key.stream().mapToInt(i -> i).toArray();
  }

  public String columnName(int index) {
    return layout.column(index).name();
  }
}
