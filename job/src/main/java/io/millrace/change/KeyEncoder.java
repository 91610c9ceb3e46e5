package io.millrace.change;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes the {@link Key} out of a {@link Row}: columns of a layout, in the order asked for. Not
 * thread-safe.
 *
 * <p>Canonical forms: integers of every width as 8 big-endian bytes with the sign bit turned, so
 * that byte order is number order; numerics without trailing zeros; -0.0 as 0.0 and every NaN as
 * one, as Postgres compares them; everything else by its bytes, with its length before it where
 * that varies.
 */
public final class KeyEncoder {

  private final int[] columns;
  private final int[] order;
  private final RowCursor cursor;
  private final RowLayout layout;
  private final byte[][] parts;

  /**
   * @param columns indexes into the layout, in the key's order
   */
  public KeyEncoder(RowLayout layout, int... columns) {
    this.layout = layout;
    this.columns = columns.clone();
    this.cursor = new RowCursor(layout);
    this.parts = new byte[columns.length][];
    Integer[] byPlace = new Integer[columns.length];
    Arrays.setAll(byPlace, i -> i);
    Arrays.sort(byPlace, (a, b) -> Integer.compare(columns[a], columns[b]));
    this.order = Arrays.stream(byPlace).mapToInt(i -> i).toArray();
  }

  /** The row's key; null when a column of it is NULL, which equals nothing. */
  public Key encode(Row row) {
    cursor.reset(row);
    int size = 0;
    for (int part : order) {
      cursor.seek(columns[part]);
      if (cursor.isNull()) {
        return null;
      }
      if (cursor.flag() == Row.UNCHANGED) {
        throw new IllegalStateException(
            "key column " + layout.column(columns[part]) + " is not known here");
      }
      parts[part] = canonical(layout.column(columns[part]).type());
      size += parts[part].length;
    }
    byte[] bytes = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, bytes, at, part.length);
      at += part.length;
    }
    return Key.wrap(bytes);
  }

  private byte[] canonical(ColumnType type) {
    return switch (type.kind()) {
      case BOOL, UUID -> Arrays.copyOfRange(cursor.bytes(), cursor.start(), cursor.end());
      case INT16 -> number((short) cursor.readLittleEndian(2));
      case INT32, DATE -> number((int) cursor.readLittleEndian(4));
      case UINT32 -> number(cursor.readLittleEndian(4));
      case INT64, TIME, TIMESTAMP, TIMESTAMPTZ -> number(cursor.readLittleEndian(8));
      case FLOAT32 -> floating(Float.intBitsToFloat((int) cursor.readLittleEndian(4)));
      case FLOAT64 -> floating(Double.longBitsToDouble(cursor.readLittleEndian(8)));
      case DECIMAL -> decimal((BigDecimal) cursor.value());
      case NUMERIC -> numeric((String) cursor.value());
      case STRING, BYTES -> lengthAndBytes(cursor.bytes(), cursor.content(), cursor.end());
    };
  }

  private static byte[] number(long value) {
    return value == Long.MIN_VALUE
        ? numeral(Long.toString(value))
        : ByteBuffer.allocate(8).putLong(value ^ Long.MIN_VALUE).array();
  }

  private static byte[] floating(double value) {
    return ByteBuffer.allocate(8)
        .putLong(Double.doubleToLongBits(value == 0 ? 0.0 : value))
        .array();
  }

  /**
   * A number without fraction has the form of the integers, which Postgres compares numerics with.
   */
  private static byte[] decimal(BigDecimal value) {
    BigDecimal bare = value.stripTrailingZeros();
    boolean whole = bare.scale() <= 0 && bare.precision() - bare.scale() <= 19;
    return whole && bare.toBigInteger().bitLength() <= 63
        ? number(bare.longValueExact())
        : numeral(bare.toPlainString());
  }

  private static byte[] numeric(String text) {
    boolean finite = Character.isDigit(text.charAt(text.length() - 1));
    return finite ? decimal(new BigDecimal(text)) : numeral(text);
  }

  /** Begins with the eight zero bytes that no {@link #number} has. */
  private static byte[] numeral(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(12 + ascii.length)
        .putLong(0)
        .putInt(ascii.length)
        .put(ascii)
        .array();
  }

  private static byte[] lengthAndBytes(byte[] source, int from, int to) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + to - from).putInt(to - from);
    return buffer.put(source, from, to - from).array();
  }
}
