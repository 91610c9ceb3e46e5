package io.millrace.source.postgres.decode;

import io.millrace.change.ColumnType;
import io.millrace.change.RowWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Decoders of the text form, by encoding, under the settings of {@code PostgresConnections}: ISO
 * dates, UTC, hex bytea.
 */
final class TextValues {

  private TextValues() {}

  static ValueDecoder decoder(ColumnType type) {
    return switch (type.kind()) {
      case STRING, NUMERIC -> (bytes, offset, length, to) -> to.writeBytes(bytes, offset, length);
      case BYTES -> TextValues::hex;
      case BOOL -> (bytes, offset, length, to) -> to.writeBool(bytes[offset] == 't');
      case DECIMAL -> decimal(type);
      default -> (bytes, offset, length, to) -> parse(type, ascii(bytes, offset, length), to);
    };
  }

  private static void parse(ColumnType type, String text, RowWriter to) {
    switch (type.kind()) {
      case INT16 -> to.writeInt16(Short.parseShort(text));
      case INT32 -> to.writeInt32(Integer.parseInt(text));
      case INT64 -> to.writeInt64(Long.parseLong(text));
      case UINT32 -> to.writeInt32(Integer.parseUnsignedInt(text));
      case FLOAT32 -> to.writeFloat32(Float.parseFloat(text));
      case FLOAT64 -> to.writeFloat64(Double.parseDouble(text));
      case DATE -> to.writeInt32(Calendar.days(Calendar.parseDay(text)));
      case TIME -> to.writeInt64(Calendar.parseTime(text));
      case TIMESTAMP -> to.writeInt64(Calendar.micros(Calendar.parseMicros(text, false)));
      case TIMESTAMPTZ -> to.writeInt64(Calendar.micros(Calendar.parseMicros(text, true)));
      case UUID -> to.writeUuid(UUID.fromString(text));
      default -> throw new IllegalStateException("no text form for " + type);
    }
  }

  private static ValueDecoder decimal(ColumnType type) {
    return (bytes, offset, length, to) -> {
      String text = ascii(bytes, offset, length);
      if (!Character.isDigit(text.charAt(text.length() - 1))) {
        throw new ValueRefusedException(
            "NaN or an infinite numeric",
            "Change the value, or declare the column numeric without precision");
      }
      try {
        to.writeDecimal(new BigDecimal(text), type);
      } catch (ArithmeticException e) {
        throw new ValueRefusedException(
            "a numeric with more digits than " + type,
            "Change the value, or declare the column numeric without precision");
      }
    };
  }

  /** {@code \x0a0b}. */
  private static void hex(byte[] bytes, int offset, int length, RowWriter to) {
    byte[] value = HexFormat.of().parseHex(ascii(bytes, offset + 2, length - 2));
    to.writeBytes(value, 0, value.length);
  }

  private static String ascii(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.US_ASCII);
  }
}
