package io.millrace.source.postgres;

import io.millrace.change.ColumnType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/** A row's value as the type's output function has it, written apart from the decoders. */
final class PostgresText {

  private PostgresText() {}

  static String of(ColumnType type, Object value) {
    return switch (type.kind()) {
      case BOOL -> (boolean) value ? "t" : "f";
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case DATE -> LocalDate.ofEpochDay((long) value).toString();
      case TIME -> time((long) value);
      case TIMESTAMP -> timestamp((long) value);
      case TIMESTAMPTZ -> timestamp((long) value) + "+00";
      case BYTES -> "\\x" + HexFormat.of().formatHex((byte[]) value);
      case FLOAT32, FLOAT64 -> value.toString();
      default -> value.toString();
    };
  }

  private static String time(long micros) {
    if (micros == 86_400_000_000L) {
      return "24:00:00";
    }
    return seconds(LocalTime.ofNanoOfDay(micros * 1000));
  }

  private static String seconds(LocalTime time) {
    String text = "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond());
    if (time.getNano() == 0) {
      return text;
    }
    return text + "." + "%06d".formatted(time.getNano() / 1000).replaceAll("0+$", "");
  }

  private static String timestamp(long micros) {
    Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    return local.toLocalDate() + " " + seconds(local.toLocalTime());
  }
}
