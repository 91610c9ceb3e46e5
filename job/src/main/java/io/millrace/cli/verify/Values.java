package io.millrace.cli.verify;

import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One spelling for each value, so that what both databases print can be compared as bytes. No value
 * is rounded or cut on the way.
 */
final class Values {

  private static final int DIGITS_OF_MICROS = 6;

  private Values() {}

  /**
   * @param printed by Postgres's output function, with ISO dates, zone UTC and hex bytes
   */
  static byte[] ofPostgres(ColumnType type, byte[] printed) {
    return switch (type.kind()) {
      case BOOL -> bytes(printed[0] == 't' ? "true" : "false");
      case FLOAT32 -> bytes(Float.toString(Float.parseFloat(text(printed))));
      case FLOAT64 -> bytes(Double.toString(Double.parseDouble(text(printed))));
      case TIME, TIMESTAMP -> bytes(withMicros(text(printed)));
      case TIMESTAMPTZ -> bytes(withMicros(withoutUtc(text(printed))));
      case BYTES -> HexFormat.of().parseHex(text(printed).substring("\\x".length()));
      default -> printed;
    };
  }

  /**
   * @param printed by ClickHouse, decimals with all their digits
   */
  static byte[] ofClickHouse(ColumnType type, byte[] printed) {
    return switch (type.kind()) {
      case FLOAT32 -> bytes(Float.toString(Float.parseFloat(javaFloat(text(printed)))));
      case FLOAT64 -> bytes(Double.toString(Double.parseDouble(javaFloat(text(printed)))));
      default -> printed;
    };
  }

  private static String javaFloat(String printed) {
    return switch (printed) {
      case "inf" -> "Infinity";
      case "-inf" -> "-Infinity";
      case "nan", "-nan" -> "NaN";
      default -> printed;
    };
  }

  private static String withoutUtc(String printed) {
    return printed.endsWith("+00") ? printed.substring(0, printed.length() - 3) : printed;
  }

  /** Postgres leaves zeros at the end of a fraction out. */
  private static String withMicros(String printed) {
    int colon = printed.lastIndexOf(':');
    if (colon < 0) {
      return printed;
    }
    int point = printed.indexOf('.', colon);
    String whole = point < 0 ? printed + "." : printed;
    int digits = point < 0 ? 0 : printed.length() - point - 1;
    return whole + "0".repeat(Math.max(0, DIGITS_OF_MICROS - digits));
  }

  /** For people. */
  static String printed(ColumnType type, byte[] value) {
    return type.kind() == Kind.BYTES ? "\\x" + HexFormat.of().formatHex(value) : text(value);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
