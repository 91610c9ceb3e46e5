package io.millrace.source.flinkcdc;

import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.data.SpecialValueDecimal;
import io.millrace.change.ColumnType;
import io.millrace.change.Row;
import io.millrace.change.RowWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoField;
import java.util.UUID;

/**
 * Encodes one column's values, as Debezium takes them out of Postgres's text form, as they stand in
 * a {@link Row}: flag, then value. One more flag, {@link #REFUSED}, is followed by the reason why
 * this value cannot be had exactly: an exception would be swallowed by Debezium, which logs the row
 * and makes the value NULL. Not thread-safe.
 */
final class CellEncoder {

  /** Flag: there was a value, but it cannot be kept; the reason follows. */
  static final byte REFUSED = 3;

  private static final byte[] NULL = {Row.NULL};
  private static final byte[] UNCHANGED = {Row.UNCHANGED};
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final String END_OF_DAY = "24:00:00";

  private final ColumnType type;
  private final RowWriter writer = new RowWriter();

  CellEncoder(ColumnType type) {
    this.type = type;
  }

  static byte[] refused(String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] cell = new byte[1 + text.length];
    cell[0] = REFUSED;
    System.arraycopy(text, 0, cell, 1, text.length);
    return cell;
  }

  static String reason(byte[] cell) {
    return new String(cell, 1, cell.length - 1, StandardCharsets.UTF_8);
  }

  byte[] encode(Object value) {
    if (value == null) {
      return NULL;
    }
    if (value == UnchangedToastedReplicationMessageColumn.UNCHANGED_TOAST_VALUE) {
      return UNCHANGED;
    }
    try {
      write(value);
      return writer.toRow().bytes();
    } catch (ArithmeticException e) {
      return refused("its value does not fit " + type);
    } catch (ClassCastException e) {
      return refused(
          "the connector gave a " + value.getClass().getSimpleName() + " where " + type + " is");
    } catch (RuntimeException e) {
      return refused("its value is no " + type + " (" + e.getClass().getSimpleName() + ")");
    }
  }

  private void write(Object value) {
    writer.reset();
    switch (type.kind()) {
      case BOOL -> writer.writeBool((Boolean) value);
      case INT16 -> writer.writeInt16(small((Number) value));
      case INT32 -> writer.writeInt32(Math.toIntExact(((Number) value).longValue()));
      case INT64 -> writer.writeInt64((Long) value);
      case FLOAT32 -> writer.writeFloat32((Float) value);
      case FLOAT64 -> writer.writeFloat64((Double) value);
      case DECIMAL -> writer.writeDecimal(finite(value), type);
      case NUMERIC -> writer.writeString(numeric(value));
      case DATE -> writer.writeInt32(Math.toIntExact(day((LocalDate) value)));
      case TIME -> writer.writeInt64(timeMicros(value));
      case TIMESTAMP -> writer.writeInt64(micros((Instant) value));
      case TIMESTAMPTZ -> writer.writeInt64(micros((OffsetDateTime) value));
      case UUID -> writer.writeUuid(UUID.fromString((String) value));
      case STRING -> writer.writeString((String) value);
      case BYTES -> writer.writeBytes((byte[]) value, 0, ((byte[]) value).length);
      case UINT32 -> throw new IllegalStateException("UINT32");
    }
  }

  private static short small(Number value) {
    short small = value.shortValue();
    if (small != value.longValue()) {
      throw new ArithmeticException("more than 16 bits");
    }
    return small;
  }

  private static BigDecimal finite(Object value) {
    return value instanceof SpecialValueDecimal number
        ? number
            .getDecimalValue()
            .orElseThrow(() -> new ArithmeticException("neither NaN nor infinity is a decimal"))
        : (BigDecimal) value;
  }

  /** As Postgres prints it: all digits, never an exponent. */
  private static String numeric(Object value) {
    return value instanceof SpecialValueDecimal number && number.getDecimalValue().isEmpty()
        ? Double.toString(number.toDouble())
        : finite(value).toPlainString();
  }

  private static long day(LocalDate date) {
    if (date.equals(PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE)
        || date.equals(PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE)) {
      throw new ArithmeticException("infinity is no day");
    }
    return date.toEpochDay();
  }

  private static long timeMicros(Object value) {
    if (END_OF_DAY.equals(value)) {
      return 24 * 60 * 60 * MICROS_PER_SECOND;
    }
    LocalTime time = value instanceof LocalTime local ? local : LocalTime.parse((String) value);
    return time.getLong(ChronoField.MICRO_OF_DAY);
  }

  private static long micros(OffsetDateTime time) {
    if (time.equals(PostgresValueConverter.POSITIVE_INFINITY_OFFSET_DATE_TIME)
        || time.equals(PostgresValueConverter.NEGATIVE_INFINITY_OFFSET_DATE_TIME)) {
      throw new ArithmeticException("infinity is no moment");
    }
    return micros(time.toInstant());
  }

  private static long micros(Instant time) {
    if (time.equals(PostgresValueConverter.POSITIVE_INFINITY_INSTANT)
        || time.equals(PostgresValueConverter.NEGATIVE_INFINITY_INSTANT)) {
      throw new ArithmeticException("infinity is no moment");
    }
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), MICROS_PER_SECOND), time.getNano() / 1000);
  }
}
