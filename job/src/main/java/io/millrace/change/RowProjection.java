package io.millrace.change;

import java.util.Arrays;

/** Takes columns out of a row, in any order, by copying their bytes. Not thread-safe. */
public final class RowProjection {

  private final RowCursor cursor;
  private final RowWriter writer = new RowWriter();
  private final int[] columns;
  private final int[] starts;
  private final int[] ends;
  private final boolean identity;

  /**
   * @param columns indexes into {@code from}, in the order of the result
   */
  public RowProjection(RowLayout from, int... columns) {
    this.cursor = new RowCursor(from);
    this.columns = columns.clone();
    this.starts = new int[from.size()];
    this.ends = new int[from.size()];
    int[] all = new int[from.size()];
    Arrays.setAll(all, i -> i);
    this.identity = Arrays.equals(all, columns);
  }

  /** The row itself when every column is taken in its order. */
  public Row apply(Row row) {
    if (identity) {
      return row;
    }
    cursor.reset(row);
    while (cursor.next()) {
      starts[cursor.column()] = cursor.flagAt();
      ends[cursor.column()] = cursor.end();
    }
    writer.reset();
    for (int column : columns) {
      writer.copy(row.bytes(), starts[column], ends[column]);
    }
    return writer.toRow();
  }
}
