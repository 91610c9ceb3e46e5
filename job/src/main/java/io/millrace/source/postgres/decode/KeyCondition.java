package io.millrace.source.postgres.decode;

import io.millrace.change.ColumnType;
import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.source.SourceScan;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.StringJoiner;

/** SQL that finds a row by the key it has. Literals without a type take the column's. */
final class KeyCondition {

  private KeyCondition() {}

  static String of(SourceScan scan, Row row) {
    StringJoiner condition = new StringJoiner(" AND ");
    for (int column : scan.key()) {
      RowCursor cursor = new RowCursor(scan.layout()).reset(row).seek(column);
      String text = text(scan.layout().column(column).type(), cursor.value());
      condition.add(
          Identifiers.quote(scan.columnName(column)) + " = '" + text.replace("'", "''") + "'");
    }
    return condition.toString();
  }

  private static String text(ColumnType type, Object value) {
    return switch (type.kind()) {
      case DECIMAL -> ((BigDecimal) value).toPlainString();
      case DATE -> LocalDate.ofEpochDay((long) value).toString();
      case TIME -> time((long) value);
      case TIMESTAMP -> timestamp((long) value);
      case TIMESTAMPTZ -> timestamp((long) value) + "+00";
      case BYTES -> "\\x" + HexFormat.of().formatHex((byte[]) value);
      default -> value.toString();
    };
  }

  private static String time(long micros) {
    long seconds = micros / 1_000_000;
    return "%02d:%02d:%02d.%06d"
        .formatted(seconds / 3600, seconds / 60 % 60, seconds % 60, micros % 1_000_000);
  }

  private static String timestamp(long micros) {
    int nanos = (int) Math.floorMod(micros, 1_000_000L) * 1000;
    return LocalDateTime.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), nanos, ZoneOffset.UTC)
        .toString();
  }
}
