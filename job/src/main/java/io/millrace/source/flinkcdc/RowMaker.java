package io.millrace.source.flinkcdc;

import io.millrace.change.Key;
import io.millrace.change.KeyEncoder;
import io.millrace.change.Row;
import io.millrace.change.RowWriter;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;

/**
 * Puts one table's cells together to rows and takes the key out; refuses what {@link CellEncoder}
 * refused and what has been lost on the way. Not thread-safe.
 */
final class RowMaker {

  private final SourceScan scan;
  private final RowWriter writer = new RowWriter();
  private final KeyEncoder keys;

  RowMaker(SourceScan scan) {
    this.scan = scan;
    this.keys = new KeyEncoder(scan.layout(), scan.keyColumns());
  }

  SourceScan scan() {
    return scan;
  }

  RowMaker begin() {
    writer.reset();
    return this;
  }

  /**
   * @param present whether the row stands in the table: then a column that is NOT NULL has a value
   */
  void add(int column, byte[] cell, boolean present) {
    if (cell == null || cell.length == 0) {
      throw refused(column, "its value was lost in the connector");
    }
    if (cell[0] == CellEncoder.REFUSED) {
      throw refused(column, CellEncoder.reason(cell));
    }
    if (present && cell[0] == Row.NULL && !scan.layout().column(column).nullable()) {
      throw refused(column, "it is NOT NULL, yet no value came");
    }
    writer.copy(cell, 0, cell.length);
  }

  Row row() {
    return writer.toRow();
  }

  Key key(Row row) {
    Key key = keys.encode(row);
    if (key == null) {
      throw new SourceRefusedException(
          "Source flink-cdc: table " + scan.table() + " has a row with NULL in its key",
          "Choose a key whose columns are NOT NULL");
    }
    return key;
  }

  SourceRefusedException refused(int column, String reason) {
    return new SourceRefusedException(
        "Source flink-cdc: table "
            + scan.table()
            + ", column "
            + scan.columnName(column)
            + ": "
            + reason,
        "Use 'connector: postgres', or leave the column out of the pipeline and start afresh");
  }
}
