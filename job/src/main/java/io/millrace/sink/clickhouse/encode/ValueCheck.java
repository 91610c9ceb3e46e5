package io.millrace.sink.clickhouse.encode;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.RowCursor;
import io.millrace.sink.clickhouse.PreparedTarget.Years;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Whether a column's value is one that ClickHouse holds and shows as it is. Over the binary
 * interface ClickHouse takes any bytes of the right length, so what is not found here is found by a
 * reader.
 */
final class ValueCheck {

  private static final long DAY_MICROS = 86_400_000_000L;

  private final Column column;
  private final Years years;
  private final boolean bounded;
  private final int width;
  private final long lowest;
  private final long highest;
  private final BigInteger limit;

  ValueCheck(Column column, Years years) {
    this.column = column;
    this.years = years;
    ColumnType type = column.type();
    this.width = type.width();
    long firstDay = years == Years.FROM_0000_TO_9999 ? -719_528 : -25_567;
    long lastDay = years == Years.FROM_0000_TO_9999 ? 2_932_896 : 120_529;
    boolean wide = type.kind() == ColumnType.Kind.DECIMAL && width > 8;
    this.limit = wide ? BigInteger.TEN.pow(type.precision()) : null;
    switch (type.kind()) {
      case BOOL -> {
        lowest = 0;
        highest = 1;
      }
      case DATE -> {
        lowest = firstDay;
        highest = lastDay;
      }
      case TIMESTAMP, TIMESTAMPTZ -> {
        lowest = firstDay * DAY_MICROS;
        highest = (lastDay + 1) * DAY_MICROS - 1;
      }
      case TIME -> {
        lowest = 0;
        highest = DAY_MICROS;
      }
      case DECIMAL -> {
        highest = wide ? Long.MAX_VALUE : BigInteger.TEN.pow(type.precision()).longValue() - 1;
        lowest = wide ? Long.MIN_VALUE : -highest;
      }
      default -> {
        lowest = Long.MIN_VALUE;
        highest = Long.MAX_VALUE;
      }
    }
    this.bounded = limit == null && (lowest != Long.MIN_VALUE || highest != Long.MAX_VALUE);
  }

  /** Of the value the cursor stands on. */
  boolean passes(RowCursor cursor) {
    if (limit != null) {
      return passesWide(cursor);
    }
    if (!bounded) {
      return true;
    }
    int unused = 64 - 8 * width;
    long value = cursor.readLittleEndian(width) << unused >> unused;
    return value >= lowest && value <= highest;
  }

  private boolean passesWide(RowCursor cursor) {
    BigDecimal value = (BigDecimal) cursor.value();
    return value.unscaledValue().abs().compareTo(limit) < 0;
  }

  String reason() {
    return switch (column.type().kind()) {
      case DATE, TIMESTAMP, TIMESTAMPTZ -> "the date lies outside the years " + range();
      case TIME -> "the time of day lies outside 00:00:00 to 24:00:00";
      case DECIMAL -> "the number has more than " + column.type().precision() + " digits";
      default -> "the value is none of type " + column.type();
    };
  }

  String remedy() {
    String exception = "or keep such rows out of the query";
    return switch (column.type().kind()) {
      case DATE, TIMESTAMP, TIMESTAMPTZ ->
          "Correct the row in the source, select the column as text, " + exception;
      case DECIMAL -> "Declare the source column with its real precision, " + exception;
      default -> "Correct the row in the source, " + exception;
    };
  }

  private String range() {
    return years == Years.FROM_0000_TO_9999 ? "0 to 9999" : "1900 to 2299";
  }
}
