package io.millrace.query;

import io.millrace.catalog.SourceColumn;
import io.millrace.catalog.SourceTable;
import io.millrace.change.RowLayout;
import java.io.Serializable;
import java.util.List;

/**
 * A source table and the columns of it that any query uses: only these are read, kept and shipped.
 *
 * @param columns in the table's order; the row key's are always among them
 */
public record TableScan(SourceTable table, List<SourceColumn> columns) implements Serializable {

  public TableScan {
    columns = List.copyOf(columns);
  }

  /** Layout of the rows that the source gives. */
  public RowLayout layout() {
    return RowLayout.of(columns.stream().map(SourceColumn::column).toList());
  }

  /** Indexes of the row key's columns in {@link #layout}, in the key's order. */
  public int[] key() {
    RowLayout layout = layout();
    return table.rowKey().stream().mapToInt(layout::indexOf).toArray();
  }
}
