package io.millrace.sink.clickhouse.insert;

import io.millrace.change.Column;
import io.millrace.change.RowLayout;
import io.millrace.sink.clickhouse.client.Sql;
import io.millrace.sink.clickhouse.schema.TypeNames;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Names and types of the columns that encoded rows consist of. Travels with them in checkpoints, so
 * that rows can be inserted by a job whose pipeline has other columns by then.
 */
public record WireColumns(List<String> names, List<String> types) implements Serializable {

  /** What a table sent along with a query is called. */
  static final String ATTACHED = "_millrace_rows";

  public WireColumns {
    names = List.copyOf(names);
    types = List.copyOf(types);
  }

  /** Of a target's rows. */
  public static WireColumns of(RowLayout layout) {
    List<String> names = new ArrayList<>();
    List<String> types = new ArrayList<>();
    for (Column column : layout.columns()) {
      names.add(column.name());
      types.add(TypeNames.of(column));
    }
    names.addAll(List.of("_version", "_is_deleted"));
    types.addAll(List.of("UInt128", "UInt8"));
    return new WireColumns(names, types);
  }

  String identifiers() {
    return Sql.identifiers(names);
  }

  /** Of an attached table, under plain names. */
  String structure() {
    return IntStream.range(0, types.size())
        .mapToObj(i -> "c" + i + ' ' + types.get(i))
        .collect(Collectors.joining(", "));
  }

  /** The attached table with the real names. */
  String selectAttached() {
    return IntStream.range(0, names.size())
        .mapToObj(i -> "c" + i + " AS " + Sql.identifier(names.get(i)))
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + ATTACHED));
  }

  boolean isNullable(String name) {
    int index = names.indexOf(name);
    return index < 0 || types.get(index).startsWith("Nullable(");
  }
}
