package io.millrace.sink.clickhouse.schema;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ClickHouse's names of the column types, and which other types take the same bytes. */
public final class TypeNames {

  private static final Pattern LOW_CARDINALITY = Pattern.compile("LowCardinality\\((.*)\\)");
  private static final Pattern NULLABLE = Pattern.compile("Nullable\\((.*)\\)");
  private static final Pattern MICROSECONDS = Pattern.compile("DateTime64\\(6(?:, '([^']*)')?\\)");

  private TypeNames() {}

  /** As ClickHouse itself prints it in {@code system.columns}. */
  public static String of(Column column) {
    String type = of(column.type());
    return column.nullable() ? "Nullable(" + type + ")" : type;
  }

  private static String of(ColumnType type) {
    return switch (type.kind()) {
      case BOOL -> "Bool";
      case INT16 -> "Int16";
      case INT32 -> "Int32";
      case INT64 -> "Int64";
      case UINT32 -> "UInt32";
      case FLOAT32 -> "Float32";
      case FLOAT64 -> "Float64";
      case DECIMAL -> "Decimal(" + type.precision() + ", " + type.scale() + ")";
      case DATE -> "Date32";
      case TIME -> "Time64(6)";
      case TIMESTAMP, TIMESTAMPTZ -> "DateTime64(6, 'UTC')";
      case UUID -> "UUID";
      case NUMERIC, STRING, BYTES -> "String";
    };
  }

  /**
   * Whether a column of type {@code actual} takes {@code wanted}'s bytes as they are and shows the
   * same values: LowCardinality changes neither; the zone of a DateTime64 changes how it is shown,
   * so only an instant may have another than UTC.
   */
  static boolean fits(Column wanted, String actual) {
    String bare = strip(actual, LOW_CARDINALITY);
    if (bare.equals(of(wanted))) {
      return true;
    }
    boolean nullable = NULLABLE.matcher(bare).matches();
    Matcher time = MICROSECONDS.matcher(strip(bare, NULLABLE));
    return nullable == wanted.nullable()
        && time.matches()
        && (wanted.type().kind() == Kind.TIMESTAMPTZ
            || wanted.type().kind() == Kind.TIMESTAMP && isUtc(time.group(1)));
  }

  private static boolean isUtc(String zone) {
    return zone != null && zone.matches("UTC|Etc/UTC|GMT|Etc/GMT|UCT|Etc/UCT|Zulu");
  }

  private static String strip(String type, Pattern wrapper) {
    Matcher matcher = wrapper.matcher(type);
    return matcher.matches() ? matcher.group(1) : type;
  }
}
