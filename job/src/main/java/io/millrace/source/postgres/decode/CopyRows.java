package io.millrace.source.postgres.decode;

import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.copy.CopyOut;

/**
 * The rows of a binary COPY, one by one. Postgres sends each row as a message, the first with the
 * header before it; the format allows any cut, so a row that goes on in the next message is put
 * together.
 */
public final class CopyRows {

  private static final int SIGNATURE = 11;
  private static final int END = -1;

  private final CopyOut copy;
  private final byte[] forms;
  private byte[] bytes = new byte[0];
  private int at;
  private boolean begun;
  private long received;

  public CopyRows(CopyOut copy, byte[] forms) {
    this.copy = copy;
    this.forms = forms;
  }

  /** Reads the next row; false when there is none. */
  public boolean next(Tuple tuple) throws SQLException {
    if (!begun) {
      header();
    }
    while (!holdsRow()) {
      more();
    }
    if (BigEndian.int16(bytes, at) == END) {
      while (copy.readFromCopy() != null) {
        // Nothing follows; reading on ends the command.
      }
      return false;
    }
    at = tuple.readCopy(bytes, at, forms);
    return true;
  }

  /** Bytes that have come from the server. */
  public long received() {
    return received;
  }

  private void header() throws SQLException {
    while (bytes.length < SIGNATURE + 8) {
      more();
    }
    at = SIGNATURE + 8 + BigEndian.int32(bytes, SIGNATURE + 4);
    begun = true;
  }

  private boolean holdsRow() {
    int end = at + 2;
    if (end > bytes.length) {
      return false;
    }
    int columns = BigEndian.int16(bytes, at);
    for (int i = 0; i < columns; i++) {
      if (end + 4 > bytes.length) {
        return false;
      }
      end += 4 + Math.max(0, BigEndian.int32(bytes, end));
    }
    return end <= bytes.length;
  }

  private void more() throws SQLException {
    byte[] message = copy.readFromCopy();
    if (message == null) {
      throw new SQLException("COPY ended inside a row", "08P01");
    }
    received += message.length;
    if (at >= bytes.length) {
      at -= bytes.length;
      bytes = message;
      return;
    }
    int left = bytes.length - at;
    byte[] joined = Arrays.copyOfRange(bytes, at, at + left + message.length);
    System.arraycopy(message, 0, joined, left, message.length);
    bytes = joined;
    at = 0;
  }
}
