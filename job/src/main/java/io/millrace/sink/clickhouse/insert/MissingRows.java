package io.millrace.sink.clickhouse.insert;

import io.millrace.sink.clickhouse.client.ClickHouseException;
import io.millrace.sink.clickhouse.client.ErrorCodes;
import io.millrace.sink.clickhouse.client.FailureKind;
import io.millrace.sink.clickhouse.client.Sql;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which of the attached rows a replacing table lacks. A row counts as there when a row of the same
 * place has the same or a later version, because merges, and the insert itself, drop the earlier
 * ones. The same place means equal values of the sorting key and the partition, as the table has
 * them now: exactly what it replaces by.
 */
final class MissingRows {

  private static final String PLACE = "_millrace_place";

  private final String table;
  private final WireColumns columns;
  private final List<String> sortingKey;
  private final List<String> places;

  private MissingRows(
      String table, WireColumns columns, List<String> sortingKey, List<String> places) {
    this.table = table;
    this.columns = columns;
    this.sortingKey = sortingKey;
    this.places = places;
  }

  static MissingRows of(Destination destination, String table, WireColumns columns)
      throws IOException, InterruptedException {
    List<String> sorting = expressions(destination, table, "sorting_key");
    if (sorting.isEmpty()) {
      throw new ClickHouseException(
          FailureKind.FATAL,
          ErrorCodes.UNKNOWN_TABLE,
          "table " + destination.database() + '.' + table + " is gone",
          null);
    }
    List<String> places = new ArrayList<>(sorting);
    places.addAll(expressions(destination, table, "partition_key"));
    return new MissingRows(Sql.qualified(destination.database(), table), columns, sorting, places);
  }

  private static List<String> expressions(Destination destination, String table, String column)
      throws IOException, InterruptedException {
    String list =
        destination.query(
            "SELECT %s FROM system.tables WHERE database = %s AND name = %s FORMAT RawBLOB"
                .formatted(column, Sql.literal(destination.database()), Sql.literal(table)));
    return Sql.splitList(list);
  }

  String count() {
    return with() + " SELECT count()" + from();
  }

  String select() {
    return with()
        + " SELECT "
        + columns.names().stream()
            .map(name -> "sent." + Sql.identifier(name))
            .collect(Collectors.joining(", "))
        + from();
  }

  private String with() {
    return "WITH named AS ("
        + columns.selectAttached()
        + "), sent AS (SELECT *, "
        + placeColumns()
        + " FROM named), there AS (SELECT "
        + placeColumns()
        + ", max(`_version`) AS _millrace_latest FROM "
        + table
        + nearby()
        + " GROUP BY "
        + placeNames()
        + ")";
  }

  private String from() {
    String same =
        IntStream.range(0, places.size())
            .mapToObj(i -> "sent." + PLACE + i + " <=> there." + PLACE + i)
            .collect(Collectors.joining(" AND "));
    return " FROM sent LEFT ANY JOIN there ON "
        + same
        + " WHERE there._millrace_latest < sent.`_version`";
  }

  /** Lets the primary key do its work; a NULL is in no list, so nullable columns stay out. */
  private String nearby() {
    List<String> plain =
        sortingKey.stream()
            .map(Sql::bareName)
            .filter(name -> name != null && !columns.isNullable(name))
            .toList();
    if (plain.isEmpty()) {
      return "";
    }
    String names = Sql.identifiers(plain);
    return " WHERE (" + names + ") IN (SELECT " + names + " FROM named)";
  }

  private String placeColumns() {
    return IntStream.range(0, places.size())
        .mapToObj(i -> places.get(i) + " AS " + PLACE + i)
        .collect(Collectors.joining(", "));
  }

  private String placeNames() {
    return IntStream.range(0, places.size())
        .mapToObj(i -> PLACE + i)
        .collect(Collectors.joining(", "));
  }
}
