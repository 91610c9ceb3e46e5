package io.millrace.source.postgres.decode;

import io.millrace.change.ColumnType;
import io.millrace.change.RowWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * numeric to DECIMAL(p, s), exactly or not at all. The binary form: number of digit groups, weight
 * of the first, sign, digits shown after the point (2 bytes each), then the groups in base 10,000.
 */
final class BinaryDecimal implements ValueDecoder {

  static final int NEGATIVE = 0x4000;
  static final int NAN = 0xC000;
  static final int POSITIVE_INFINITY = 0xD000;
  static final int NEGATIVE_INFINITY = 0xF000;
  static final int HEADER = 8;

  private static final int BASE = 10_000;
  private static final int[] POWERS = {1, 10, 100, 1000, BASE};
  private static final String REMEDY =
      "Change the value, or declare the column numeric without precision";

  private final ColumnType type;
  private final int wholeGroupsOfScale;
  private final int restOfScale;

  BinaryDecimal(ColumnType type) {
    this.type = type;
    this.wholeGroupsOfScale = type.scale() / 4;
    this.restOfScale = type.scale() % 4;
  }

  @Override
  public void decode(byte[] bytes, int offset, int length, RowWriter to) {
    int groups = BigEndian.int16(bytes, offset);
    int weight = BigEndian.int16(bytes, offset + 2);
    int sign = BigEndian.int16(bytes, offset + 4) & 0xFFFF;
    if (sign != 0 && sign != NEGATIVE) {
      throw new ValueRefusedException(sign == NAN ? "NaN" : "an infinite numeric", REMEDY);
    }
    if (weight + wholeGroupsOfScale + 1 > 4 || !small(bytes, offset, groups, weight, sign, to)) {
      large(bytes, offset, groups, weight, sign, to);
    }
  }

  /**
   * Values whose groups, with the scale's, fit a long: at most four whole groups (10^16) and a part
   * of one.
   */
  private boolean small(byte[] bytes, int offset, int groups, int weight, int sign, RowWriter to) {
    int last = weight + wholeGroupsOfScale;
    long unscaled = 0;
    for (int i = 0; i <= last; i++) {
      unscaled = unscaled * BASE + group(bytes, offset, groups, i);
    }
    int used = Math.max(last + 1, 0);
    if (restOfScale > 0) {
      int next = last + 1 >= 0 ? group(bytes, offset, groups, last + 1) : 0;
      int dropped = POWERS[4 - restOfScale];
      if (next % dropped != 0) {
        throw tooManyDigits();
      }
      unscaled = unscaled * POWERS[restOfScale] + next / dropped;
      used = Math.max(last + 2, 0);
    }
    if (groups > used) {
      throw tooManyDigits();
    }
    if (unscaled < 0) {
      return false;
    }
    try {
      to.writeDecimal(sign == NEGATIVE ? -unscaled : unscaled, type);
    } catch (ArithmeticException e) {
      throw tooManyDigits();
    }
    return true;
  }

  private void large(byte[] bytes, int offset, int groups, int weight, int sign, RowWriter to) {
    BigInteger digits = BigInteger.ZERO;
    BigInteger base = BigInteger.valueOf(BASE);
    for (int i = 0; i < groups; i++) {
      digits = digits.multiply(base).add(BigInteger.valueOf(group(bytes, offset, groups, i)));
    }
    int scale = (groups - 1 - weight) * 4;
    BigDecimal value = new BigDecimal(sign == NEGATIVE ? digits.negate() : digits, scale);
    try {
      to.writeDecimal(value, type);
    } catch (ArithmeticException e) {
      throw tooManyDigits();
    }
  }

  static int group(byte[] bytes, int offset, int groups, int index) {
    return index < groups ? BigEndian.int16(bytes, offset + HEADER + 2 * index) : 0;
  }

  private ValueRefusedException tooManyDigits() {
    return new ValueRefusedException("a numeric with more digits than " + type, REMEDY);
  }
}
