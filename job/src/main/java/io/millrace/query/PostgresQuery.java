package io.millrace.query;

import io.millrace.change.Column;
import io.millrace.change.TableId;
import io.millrace.pipeline.TableDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A target table's query as Postgres runs it: what the target must be equal to. It is the user's
 * own text, not made from the plan, so that comparing with it also proves the planner. Tables
 * without a schema need {@code search_path} to be {@code public}.
 *
 * @param sql one SELECT without a semicolon; may stand in parentheses as a sub-query
 * @param columns of its result, in order: the target's, without a row's place in the log where that
 *     is the target's key
 */
public record PostgresQuery(String sql, List<Column> columns) {

  public PostgresQuery {
    columns = List.copyOf(columns);
  }

  /**
   * The query that a target table must be equal to.
   *
   * @param target the plan's, of the same table
   */
  public static PostgresQuery of(TableDefinition definition, TargetQuery target) {
    List<Column> columns = columns(target);
    String list =
        columns.stream().map(c -> SqlName.quote(c.name())).collect(Collectors.joining(", "));
    String from =
        definition
            .query()
            .map(query -> "(\n" + known(query, target) + "\n) AS query")
            .orElseGet(() -> table(new TableId(TableResolver.SEARCH_PATH, definition.name())));
    return new PostgresQuery("SELECT " + list + " FROM " + from, columns);
  }

  /** Without a row's place in the log, which Postgres does not know. */
  private static List<Column> columns(TargetQuery target) {
    return IntStream.range(0, target.columns().size())
        .filter(i -> !target.keyedByPosition() || !target.key().contains(i))
        .mapToObj(i -> target.columns().get(i).column())
        .toList();
  }

  private static String known(String query, TargetQuery target) {
    return target.keyedByPosition()
        ? PositionColumns.blanked(query, positionNames(target))
        : QueryParser.bare(query);
  }

  private static Set<String> positionNames(TargetQuery target) {
    return target.key().stream()
        .map(i -> target.columns().get(i).column().name())
        .collect(Collectors.toSet());
  }

  private static String table(TableId id) {
    return SqlName.quote(id.schema()) + "." + SqlName.quote(id.name());
  }
}
