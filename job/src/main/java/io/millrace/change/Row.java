package io.millrace.change;

import java.util.Arrays;

/**
 * A row's values as bytes; immutable. For each column of its {@link RowLayout}, which the row does
 * not carry: a flag ({@link #VALUE}, {@link #NULL} or {@link #UNCHANGED}), then for {@link #VALUE}
 * the value as {@link ColumnType} says. That is RowBinary of {@code Nullable(T)}; without the flag
 * it is RowBinary of {@code T}. Rows join by concatenation.
 */
public final class Row {

  /** Flag: a value follows. */
  public static final byte VALUE = 0;

  /** Flag: NULL; nothing follows. */
  public static final byte NULL = 1;

  /**
   * Flag: an UPDATE left this out-of-line (TOAST) value alone and the log does not repeat it;
   * nothing follows. Stands only between a source and normalize, which puts the value in from its
   * state.
   */
  public static final byte UNCHANGED = 2;

  private final byte[] bytes;

  private Row(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes the array over: the caller must not change it afterwards. */
  public static Row wrap(byte[] bytes) {
    return new Row(bytes);
  }

  /** A row of NULLs. */
  public static Row nulls(int columns) {
    byte[] bytes = new byte[columns];
    Arrays.fill(bytes, NULL);
    return new Row(bytes);
  }

  /** The row's own array: for reading only. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Row that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Size only: values do not belong in logs. */
  @Override
  public String toString() {
    return "Row[" + bytes.length + " bytes]";
  }
}
