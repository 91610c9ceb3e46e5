package io.millrace.normalize;

import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.change.RowLayout;
import io.millrace.change.RowWriter;
import io.millrace.change.TableId;

/** Puts the values that the log left out ({@link Row#UNCHANGED}) into a row. Not thread-safe. */
final class RowCompletion {

  private final TableId table;
  private final RowLayout layout;
  private final RowCursor incoming;
  private final RowCursor known;
  private final RowWriter writer = new RowWriter();

  RowCompletion(TableId table, RowLayout layout) {
    this.table = table;
    this.layout = layout;
    this.incoming = new RowCursor(layout);
    this.known = new RowCursor(layout);
  }

  /**
   * The row with every value in place.
   *
   * @param stored the row before; null when there is none
   * @throws IllegalStateException when a value is left out and no row before is known: it is never
   *     made NULL
   */
  Row complete(Row row, Row stored) {
    int unchanged = firstUnchanged(row);
    if (unchanged < 0) {
      return row;
    }
    if (stored == null) {
      throw new IllegalStateException(
          "normalize: table "
              + table
              + ", column "
              + layout.column(unchanged).name()
              + ": the log left out its unchanged out-of-line value, and the row was never read or its"
              + " primary key has just changed. Remedy: ALTER TABLE "
              + table
              + " REPLICA IDENTITY FULL, then start afresh.");
    }
    incoming.reset(row);
    known.reset(stored);
    writer.reset();
    while (incoming.next() && known.next()) {
      writer.copyColumn(incoming.flag() == Row.UNCHANGED ? known : incoming);
    }
    return writer.toRow();
  }

  private int firstUnchanged(Row row) {
    incoming.reset(row);
    while (incoming.next()) {
      if (incoming.flag() == Row.UNCHANGED) {
        return incoming.column();
      }
    }
    return -1;
  }
}
