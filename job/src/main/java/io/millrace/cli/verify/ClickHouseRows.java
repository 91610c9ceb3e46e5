package io.millrace.cli.verify;

import io.millrace.change.Column;
import io.millrace.change.ColumnType.Kind;
import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.cli.failure.CommandFailure;
import io.millrace.sink.clickhouse.client.Sql;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What readers of a target table see, {@code FINAL}. */
final class ClickHouseRows implements RowStream {

  private static final int BUFFER = 1 << 16;

  /** Spelling of values; and a wait for the end of the query would hold all of it in memory. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "output_format_decimal_trailing_zeros", "1",
          "output_format_tsv_crlf_end_of_line", "0",
          "date_time_output_format", "simple",
          "bool_true_representation", "true",
          "bool_false_representation", "false",
          "wait_end_of_query", "0",
          "max_execution_time", "0");

  private final String table;
  private final List<Column> columns;
  private final List<Integer> key;
  private final InputStream lines;
  private final ClickHouseAccess clickHouse;

  private ClickHouseRows(
      ClickHouseAccess clickHouse,
      String table,
      List<Column> columns,
      List<Integer> key,
      InputStream lines) {
    this.clickHouse = clickHouse;
    this.table = table;
    this.columns = columns;
    this.key = key;
    this.lines = lines;
  }

  /**
   * @param table qualified and quoted
   * @param condition {@code 1}, or which rows
   */
  static ClickHouseRows open(
      ClickHouseAccess clickHouse,
      String table,
      List<Column> columns,
      List<Integer> key,
      KeyOrder order,
      String condition) {
    return open(
        clickHouse,
        table,
        columns,
        key,
        "FINAL WHERE %s ORDER BY %s".formatted(condition, order.clickHouse()));
  }

  /** All rows, without keys. */
  static ClickHouseRows inAnyOrder(
      ClickHouseAccess clickHouse, String table, List<Column> columns) {
    return open(clickHouse, table, columns, List.of(), "FINAL");
  }

  private static ClickHouseRows open(
      ClickHouseAccess clickHouse,
      String table,
      List<Column> columns,
      List<Integer> key,
      String which) {
    String list =
        columns.stream().map(column -> expression(column) + ", ").collect(Collectors.joining());
    String sql =
        "SELECT %stoUInt64(bitShiftRight(_version, 64)) FROM %s %s FORMAT TabSeparated"
            .formatted(list, table, which);
    InputStream answer = clickHouse.stream(sql, SETTINGS);
    return new ClickHouseRows(
        clickHouse, table, columns, key, new BufferedInputStream(answer, BUFFER));
  }

  /**
   * The latest version of keys, deleted ones too: rows of the key's columns, in any order.
   *
   * @param condition which keys
   */
  static ClickHouseRows latestVersions(
      ClickHouseAccess clickHouse, String table, KeyOrder order, String condition) {
    List<Column> columns = order.columns();
    String list =
        columns.stream().map(ClickHouseRows::expression).collect(Collectors.joining(", "));
    String sql =
        "SELECT %s, toUInt64(bitShiftRight(max(_version), 64)) FROM %s WHERE %s GROUP BY %s"
            .formatted(list, table, condition, order.clickHouse());
    InputStream answer = clickHouse.stream(sql + " FORMAT TabSeparated", SETTINGS);
    List<Integer> key = IntStream.range(0, columns.size()).boxed().toList();
    return new ClickHouseRows(
        clickHouse, table, columns, key, new BufferedInputStream(answer, BUFFER));
  }

  /** A user's own table may show instants in another zone. */
  static String expression(Column column) {
    String name = Sql.identifier(column.name());
    return column.type().kind() == Kind.TIMESTAMPTZ ? "toTimeZone(" + name + ", 'UTC')" : name;
  }

  @Override
  public ComparedRow next() {
    try {
      ByteArrayOutputStream line = new ByteArrayOutputStream(256);
      int next = lines.read();
      if (next < 0) {
        return null;
      }
      for (; next >= 0 && next != '\n'; next = lines.read()) {
        line.write(next);
      }
      return row(line.toByteArray());
    } catch (IOException e) {
      throw new CommandFailure(
          clickHouse.name() + " broke off reading table " + table + " (" + e + ")",
          "See ClickHouse's log.",
          e);
    }
  }

  private ComparedRow row(byte[] line) {
    List<byte[]> fields = TextRow.fields(line, line.length);
    if (fields.size() != columns.size() + 1) {
      // An error in mid-answer comes as text in it, from servers before 25.
      throw new CommandFailure(
          clickHouse.name() + " broke off reading table " + table, "See ClickHouse's log.");
    }
    byte[][] values = new byte[columns.size()][];
    for (int i = 0; i < values.length; i++) {
      byte[] field = fields.get(i);
      values[i] = field == null ? null : Values.ofClickHouse(columns.get(i).type(), field);
    }
    String commit = new String(fields.get(columns.size()), StandardCharsets.US_ASCII);
    return new ComparedRow(
        key.stream().map(i -> values[i]).toList(), values, Long.parseUnsignedLong(commit));
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      // Only read from.
    }
  }
}
