package io.millrace.cli.verify;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;
import io.millrace.cli.connect.PostgresNames;
import io.millrace.query.TargetQuery;
import io.millrace.sink.clickhouse.client.Sql;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One order of a target's keys, as ClickHouse's sorting key has it, so that ClickHouse can read in
 * that order; Postgres is told to follow.
 */
final class KeyOrder implements Comparator<List<byte[]>> {

  /** Characters of a UUID's text that make its first and its second eight bytes. */
  private static final int UUID_HIGH = 18;

  private static final int UUID_LOW = 17;

  private final List<Column> key;

  KeyOrder(TargetQuery target) {
    this.key = target.key().stream().map(i -> target.columns().get(i).column()).toList();
  }

  List<Column> columns() {
    return key;
  }

  /** A key's values, for people. */
  List<String> printed(List<byte[]> values) {
    return IntStream.range(0, key.size())
        .mapToObj(i -> Values.printed(key.get(i).type(), values.get(i)))
        .toList();
  }

  /** ORDER BY of Postgres. */
  String postgres() {
    return key.stream().map(KeyOrder::postgres).collect(Collectors.joining(", "));
  }

  private static String postgres(Column column) {
    String name = PostgresNames.quote(column.name());
    return switch (column.type().kind()) {
      // As printed, so that the blanks of a char(n) count.
      case STRING, NUMERIC -> "format('%s', " + name + ") COLLATE \"C\"";
      // ClickHouse compares the second half first.
      case UUID ->
          "right(%s::text, %d) COLLATE \"C\", left(%s::text, %d) COLLATE \"C\""
              .formatted(name, UUID_LOW, name, UUID_HIGH);
      default -> name;
    };
  }

  /** ORDER BY of ClickHouse. */
  String clickHouse() {
    return Sql.identifiers(key.stream().map(Column::name).toList());
  }

  /** The key's columns, printed by ClickHouse. */
  String clickHouseAsText() {
    return key.stream().map(KeyOrder::asText).collect(Collectors.joining(", "));
  }

  @Override
  public int compare(List<byte[]> a, List<byte[]> b) {
    for (int i = 0; i < key.size(); i++) {
      int order = compare(key.get(i).type(), a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(ColumnType type, byte[] a, byte[] b) {
    return switch (type.kind()) {
      case INT16, INT32, INT64, UINT32 -> Long.compare(number(a), number(b));
      case DECIMAL -> new BigDecimal(text(a)).compareTo(new BigDecimal(text(b)));
      case FLOAT32, FLOAT64 ->
          Double.compare(Double.parseDouble(text(a)), Double.parseDouble(text(b)));
      case UUID -> compareUuids(a, b);
      // Also dates and times: their spelling sorts as they do.
      default -> Arrays.compareUnsigned(a, b);
    };
  }

  private static int compareUuids(byte[] a, byte[] b) {
    int low = Arrays.compare(a, UUID_HIGH, a.length, b, UUID_HIGH, b.length);
    return low != 0 ? low : Arrays.compare(a, 0, UUID_HIGH, b, 0, UUID_HIGH);
  }

  private static long number(byte[] digits) {
    boolean negative = digits[0] == '-';
    long value = 0;
    for (int i = negative ? 1 : 0; i < digits.length; i++) {
      value = value * 10 - (digits[i] - '0');
    }
    return negative ? value : -value;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A condition of Postgres: the key is one of these. */
  String postgresIn(List<List<byte[]>> keys) {
    String names =
        key.stream()
            .map(column -> PostgresNames.quote(column.name()))
            .collect(Collectors.joining(", "));
    return "(" + names + ") IN " + tuples(keys, KeyOrder::postgresLiteral);
  }

  private static String postgresLiteral(Column column, byte[] value) {
    return column.type().kind() == Kind.BYTES
        ? "'\\x" + HexFormat.of().formatHex(value) + "'"
        : PostgresNames.literal(text(value));
  }

  /** A condition of ClickHouse: the key is one of these. Types that take no text are printed. */
  String clickHouseIn(List<List<byte[]>> keys) {
    return "(" + clickHouseAsText() + ") IN " + tuples(keys, KeyOrder::clickHouseLiteral);
  }

  private static String asText(Column column) {
    String name = Sql.identifier(column.name());
    return switch (column.type().kind()) {
      case INT16, INT32, INT64, UINT32, STRING, NUMERIC, UUID, BYTES -> name;
      case TIMESTAMPTZ -> "toString(toTimeZone(" + name + ", 'UTC'))";
      case DECIMAL -> "toDecimalString(" + name + ", " + column.type().scale() + ")";
      default -> "toString(" + name + ")";
    };
  }

  private static String clickHouseLiteral(Column column, byte[] value) {
    return column.type().kind() == Kind.BYTES
        ? "unhex('" + HexFormat.of().formatHex(value) + "')"
        : Sql.literal(text(value));
  }

  /** Writes one value of a key. */
  private interface Literal {
    String of(Column column, byte[] value);
  }

  private String tuples(List<List<byte[]>> keys, Literal literal) {
    return keys.stream()
        .map(values -> tuple(values, literal))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private String tuple(List<byte[]> values, Literal literal) {
    String list =
        IntStream.range(0, key.size())
            .mapToObj(i -> literal.of(key.get(i), values.get(i)))
            .collect(Collectors.joining(", "));
    return key.size() == 1 ? list : "(" + list + ")";
  }
}
