package io.millrace.source.postgres.decode;

import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.change.RowWriter;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * Asks the table for out-of-line values that an update left alone, when nobody downstream can have
 * them. What is there now may be younger than the update; then the log has the change that made it
 * so, or the row's end, still before it, and until the log has passed this moment nothing may be
 * taken for consistent. A row that is gone gives NULL, on the same grounds.
 */
public final class MissingValues {

  private final Connection sql;

  public MissingValues(Connection sql) {
    this.sql = sql;
  }

  /** The row with every {@link Row#UNCHANGED} replaced. */
  public Row fill(TableDecoder decoder, Row row) throws SQLException {
    Row found = read(decoder, row);
    RowCursor known = new RowCursor(decoder.scan().layout()).reset(row);
    RowCursor there = new RowCursor(decoder.scan().layout());
    if (found != null) {
      there.reset(found);
    }
    RowWriter filled = new RowWriter();
    while (known.next()) {
      if (found != null) {
        there.next();
      }
      if (known.flag() != Row.UNCHANGED) {
        filled.copyColumn(known);
      } else if (found != null) {
        filled.copyColumn(there);
      } else {
        filled.writeNull();
      }
    }
    return filled.toRow();
  }

  private Row read(TableDecoder decoder, Row row) throws SQLException {
    CopyRows rows =
        new CopyRows(
            sql.unwrap(PGConnection.class).getCopyAPI().copyOut(CopySql.row(decoder, row)),
            decoder.copyForms());
    Tuple tuple = new Tuple();
    Row found = null;
    while (rows.next(tuple)) {
      found = decoder.row(tuple, null, decoder.copyPlaces());
    }
    return found;
  }
}
