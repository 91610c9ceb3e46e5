package io.millrace.change;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Walks a row's columns in order. One cursor serves many rows of one layout; not thread-safe.
 *
 * <pre>{@code
 * cursor.reset(row);
 * while (cursor.next()) { if (cursor.flag() == Row.VALUE) … cursor.start(), cursor.end() … }
 * }</pre>
 */
public final class RowCursor {

  private final RowLayout layout;
  private byte[] bytes = new byte[0];
  private int column;
  private byte flag;
  private int flagAt;
  private int start;
  private int end;
  private int content;

  public RowCursor(RowLayout layout) {
    this.layout = layout;
  }

  public RowCursor reset(Row row) {
    bytes = row.bytes();
    column = -1;
    end = 0;
    return this;
  }

  /** Steps to the next column; false after the last. */
  public boolean next() {
    if (++column >= layout.size()) {
      if (end != bytes.length) {
        throw new IllegalStateException(
            "row of " + bytes.length + " bytes does not fit its layout of " + end + ": " + layout);
      }
      return false;
    }
    flagAt = end;
    flag = bytes[end++];
    start = end;
    content = end;
    if (flag == Row.VALUE) {
      int width = layout.width(column);
      end = width >= 0 ? start + width : skipLengthAndBytes();
    }
    return true;
  }

  private int skipLengthAndBytes() {
    int length = 0;
    int at = start;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[at++];
      length |= (b & 0x7F) << shift;
      if (b >= 0) {
        break;
      }
    }
    content = at;
    return at + length;
  }

  /** Steps to a column at or after the present one. */
  public RowCursor seek(int index) {
    while (column < index) {
      if (!next()) {
        throw new IndexOutOfBoundsException("column " + index + " of " + layout.size());
      }
    }
    return this;
  }

  public int column() {
    return column;
  }

  public byte flag() {
    return flag;
  }

  public boolean isNull() {
    return flag == Row.NULL;
  }

  /**
   * The array that {@link #flagAt}, {@link #start}, {@link #content} and {@link #end} point into.
   */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the column's flag stands. */
  public int flagAt() {
    return flagAt;
  }

  /** Where the encoded value begins (its length, if it has one). */
  public int start() {
    return start;
  }

  /** Where the value itself begins, after its length. */
  public int content() {
    return content;
  }

  /** One past the value. */
  public int end() {
    return end;
  }

  public long readLittleEndian(int width) {
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = value << 8 | bytes[content + i] & 0xFF;
    }
    return value;
  }

  /**
   * The value as a Java object, for tests, expressions and sinks that need one: Boolean, Short,
   * Integer, Long (INT64, UINT32, DATE days, TIME and timestamp microseconds), Float, Double,
   * BigDecimal, UUID, String, byte[]; null for NULL.
   */
  public Object value() {
    if (flag == Row.UNCHANGED) {
      throw new IllegalStateException(
          "column " + layout.column(column).name() + " is not known here");
    }
    if (flag == Row.NULL) {
      return null;
    }
    ColumnType type = layout.column(column).type();
    return switch (type.kind()) {
      case BOOL -> bytes[content] != 0;
      case INT16 -> (short) readLittleEndian(2);
      case INT32 -> (int) readLittleEndian(4);
      case DATE -> (long) (int) readLittleEndian(4);
      case UINT32 -> readLittleEndian(4);
      case INT64, TIME, TIMESTAMP, TIMESTAMPTZ -> readLittleEndian(8);
      case FLOAT32 -> Float.intBitsToFloat((int) readLittleEndian(4));
      case FLOAT64 -> Double.longBitsToDouble(readLittleEndian(8));
      case DECIMAL -> decimal(type);
      case UUID -> uuid();
      case STRING, NUMERIC -> new String(bytes, content, end - content, StandardCharsets.UTF_8);
      case BYTES -> java.util.Arrays.copyOfRange(bytes, content, end);
    };
  }

  private BigDecimal decimal(ColumnType type) {
    byte[] bigEndian = new byte[type.width()];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = bytes[end - 1 - i];
    }
    return new BigDecimal(new BigInteger(bigEndian), type.scale());
  }

  private UUID uuid() {
    long high = readLittleEndian(8);
    long low = 0;
    for (int i = 7; i >= 0; i--) {
      low = low << 8 | bytes[content + 8 + i] & 0xFF;
    }
    return new UUID(high, low);
  }
}
