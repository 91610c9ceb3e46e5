package io.millrace.source.postgres.decode;

import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.change.RowWriter;
import io.millrace.source.postgres.guard.Wal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;

/**
 * Asks the table for out-of-line values that an update left alone, when nobody downstream can have
 * them. What is there now may be younger than the update; then the log has the change that made it
 * so, or the row's end, still before it, and until the log has passed this moment nothing may be
 * taken for consistent. A row that is gone gives NULL, on the same grounds. It may not be older, so
 * the update's transaction has to be over for others; the log has it a little before that.
 */
public final class MissingValues {

  /** As for a slot that is held: worth another try. */
  private static final String OBJECT_IN_USE = "55006";

  private static final long POLL_MILLIS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Connection sql;

  /** Transactions before this one are over, as far as has been asked; null: not asked yet. */
  private Integer overBefore;

  /** One more that is over. */
  private int over;

  public MissingValues(Connection sql) {
    this.sql = sql;
  }

  /**
   * The row with every {@link Row#UNCHANGED} replaced.
   *
   * @param transaction whose update it is
   */
  public Row fill(TableDecoder decoder, Row row, int transaction) throws SQLException {
    awaitVisible(transaction);
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

  private void awaitVisible(int transaction) throws SQLException {
    if (isOver(transaction)) {
      return;
    }
    overBefore = (int) Wal.oldestTransaction(sql);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!isOver(transaction)) {
      if (Wal.isVisible(sql, transaction)) {
        over = transaction;
      } else if (System.nanoTime() > until) {
        throw new SQLException(
            "transaction "
                + Integer.toUnsignedString(transaction)
                + " is in the log, but not over yet; does it wait for a synchronous standby?",
            OBJECT_IN_USE);
      } else {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
      }
    }
  }

  /** Numbers count round, so only their difference tells. */
  private boolean isOver(int transaction) {
    return overBefore != null && (transaction - overBefore < 0 || transaction == over);
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
