package io.millrace.sink.clickhouse.schema;

import io.millrace.sink.clickhouse.client.Sql;
import java.util.List;
import java.util.Optional;

/**
 * A table or view as ClickHouse describes it.
 *
 * @param engineFull engine with arguments, keys and settings
 * @param sortingKey its expressions
 */
record StandingTable(
    String engine, String engineFull, List<String> sortingKey, List<StandingColumn> columns) {

  /**
   * @param defaultKind empty, DEFAULT, MATERIALIZED, ALIAS or EPHEMERAL
   * @param places used in the sorting key or the partition key, also inside an expression
   */
  record StandingColumn(String name, String type, String defaultKind, boolean places) {}

  static List<String> sortingKey(String printed) {
    String bare = printed.strip();
    List<String> parts = Sql.splitList(bare);
    boolean wrapped = parts.size() == 1 && bare.startsWith("(") && bare.endsWith(")");
    return wrapped ? Sql.splitList(bare.substring(1, bare.length() - 1)) : parts;
  }

  Optional<StandingColumn> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  boolean isView() {
    return engine.equals("View");
  }
}
