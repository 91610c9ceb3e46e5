package io.millrace.change;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Puts a {@link Row} together, column by column in its layout's order. One writer serves many rows;
 * not thread-safe. The writer does not know the layout: the caller writes what the column's {@link
 * ColumnType} says.
 */
public final class RowWriter {

  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
    }
  }

  private byte[] bytes = new byte[256];
  private int size;

  public RowWriter reset() {
    size = 0;
    return this;
  }

  public Row toRow() {
    return Row.wrap(Arrays.copyOf(bytes, size));
  }

  public RowWriter writeNull() {
    ensure(1);
    bytes[size++] = Row.NULL;
    return this;
  }

  public RowWriter writeUnchanged() {
    ensure(1);
    bytes[size++] = Row.UNCHANGED;
    return this;
  }

  public RowWriter writeBool(boolean value) {
    return writeFixed(value ? 1 : 0, 1);
  }

  public RowWriter writeInt16(int value) {
    return writeFixed(value, 2);
  }

  /** Also DATE (days) and UINT32. */
  public RowWriter writeInt32(int value) {
    return writeFixed(value, 4);
  }

  /** Also TIME, TIMESTAMP and TIMESTAMPTZ (microseconds). */
  public RowWriter writeInt64(long value) {
    return writeFixed(value, 8);
  }

  public RowWriter writeFloat32(float value) {
    return writeFixed(Float.floatToRawIntBits(value), 4);
  }

  public RowWriter writeFloat64(double value) {
    return writeFixed(Double.doubleToRawLongBits(value), 8);
  }

  /**
   * @throws ArithmeticException if the value has more digits than the type, before or after the
   *     point: nothing is rounded
   */
  public RowWriter writeDecimal(BigDecimal value, ColumnType type) {
    BigInteger unscaled = value.setScale(type.scale()).unscaledValue();
    if (unscaled.bitLength() > 63 || type.width() > 8) {
      return writeWideDecimal(unscaled, type);
    }
    checkDigits(unscaled, type);
    return writeFixed(unscaled.longValue(), type.width());
  }

  /**
   * A decimal by its unscaled value, without a BigDecimal.
   *
   * @throws ArithmeticException if the value has more digits than the type
   */
  public RowWriter writeDecimal(long unscaled, ColumnType type) {
    if (type.precision() < POWERS_OF_TEN.length
        && (unscaled >= POWERS_OF_TEN[type.precision()]
            || unscaled <= -POWERS_OF_TEN[type.precision()])) {
      throw new ArithmeticException("more than " + type.precision() + " digits");
    }
    writeFixed(unscaled, Math.min(8, type.width()));
    for (int width = 8; width < type.width(); width += 8) {
      ensure(8);
      putLittleEndian(unscaled >> 63, 8);
    }
    return this;
  }

  private RowWriter writeWideDecimal(BigInteger unscaled, ColumnType type) {
    checkDigits(unscaled, type);
    int width = type.width();
    byte[] bigEndian = unscaled.toByteArray();
    ensure(1 + width);
    bytes[size++] = Row.VALUE;
    for (int i = 0; i < width; i++) {
      int from = bigEndian.length - 1 - i;
      bytes[size++] = from >= 0 ? bigEndian[from] : (byte) (unscaled.signum() < 0 ? 0xFF : 0);
    }
    return this;
  }

  private static void checkDigits(BigInteger unscaled, ColumnType type) {
    if (unscaled.abs().compareTo(BigInteger.TEN.pow(type.precision())) >= 0) {
      throw new ArithmeticException("more than " + type.precision() + " digits");
    }
  }

  public RowWriter writeUuid(UUID value) {
    return writeUuid(value.getMostSignificantBits(), value.getLeastSignificantBits());
  }

  public RowWriter writeUuid(long high, long low) {
    writeFixed(high, 8);
    ensure(8);
    putLittleEndian(low, 8);
    return this;
  }

  public RowWriter writeString(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return writeBytes(utf8, 0, utf8.length);
  }

  /** STRING (already UTF-8) or BYTES. */
  public RowWriter writeBytes(byte[] source, int offset, int length) {
    ensure(6 + length);
    bytes[size++] = Row.VALUE;
    int rest = length;
    while (rest > 0x7F) {
      bytes[size++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
    return this;
  }

  /** Copies the column a cursor stands on, flag and all. */
  public RowWriter copyColumn(RowCursor cursor) {
    return copy(cursor.bytes(), cursor.flagAt(), cursor.end());
  }

  /** Copies whole encoded columns. */
  public RowWriter copy(byte[] source, int from, int to) {
    ensure(to - from);
    System.arraycopy(source, from, bytes, size, to - from);
    size += to - from;
    return this;
  }

  private RowWriter writeFixed(long value, int width) {
    ensure(1 + width);
    bytes[size++] = Row.VALUE;
    putLittleEndian(value, width);
    return this;
  }

  private void putLittleEndian(long value, int width) {
    for (int i = 0; i < width; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }
}
