package io.millrace.proof.model;

import io.millrace.proof.history.Database;
import io.millrace.proof.history.Field;
import io.millrace.proof.history.History;
import io.millrace.proof.history.Query;
import io.millrace.proof.history.RowChanged;
import io.millrace.proof.history.Schema;
import io.millrace.proof.history.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A query over a database, join by join as SQL says, without any of the product's planning. */
final class Oracle {

  private final Schema schema;

  Oracle(Schema schema) {
    this.schema = schema;
  }

  /** The result's rows by the root's primary key. */
  Map<List<Object>, List<Object>> result(Query query, Database database) {
    Map<List<Object>, List<Object>> result = new HashMap<>();
    Query.Joined root = query.from().get(0);
    Table table = schema.tables().get(root.table());
    Map<String, Map<List<Object>, Object[]>> unique = new HashMap<>();
    for (Object[] row : database.tables().get(root.table()).values()) {
      Map<String, Object[]> joined = joined(query, database, row, unique);
      if (joined != null) {
        result.put(table.values(row, table.key()), output(query, joined));
      }
    }
    return result;
  }

  /**
   * Whether any row that a result row was made of, or might have been, was changed by the
   * transactions from one count to another.
   */
  boolean isTouched(Query query, List<Object> key, History history, int from, int to) {
    Set<Part> parts = new HashSet<>();
    parts(query, key, history.after(from), parts);
    parts(query, key, history.after(to), parts);
    for (RowChanged change : history.effects(from, to)) {
      Table table = schema.tables().get(change.table());
      List<List<String>> keys = new ArrayList<>(table.unique());
      keys.add(table.key());
      for (List<String> columns : keys) {
        if (change.before() != null
                && parts.contains(
                    new Part(change.table(), columns, table.values(change.before(), columns)))
            || change.after() != null
                && parts.contains(
                    new Part(change.table(), columns, table.values(change.after(), columns)))) {
          return true;
        }
      }
    }
    return false;
  }

  /** A row by one of its keys, whether it is there or not. */
  private record Part(int table, List<String> columns, List<Object> values) {}

  private void parts(Query query, List<Object> key, Database database, Set<Part> parts) {
    Query.Joined root = query.from().get(0);
    parts.add(new Part(root.table(), schema.tables().get(root.table()).key(), key));
    Object[] row = database.row(root.table(), key);
    if (row == null) {
      return;
    }
    Map<String, Object[]> rows = new HashMap<>();
    Map<String, Query.Joined> tables = new HashMap<>();
    rows.put(root.alias(), row);
    tables.put(root.alias(), root);
    Map<String, Map<List<Object>, Object[]>> unique = new HashMap<>();
    for (Query.Joined join : query.from().subList(1, query.from().size())) {
      Object[] parent = rows.get(join.parent());
      Object[] found = null;
      if (parent != null) {
        Table from = schema.tables().get(tables.get(join.parent()).table());
        List<Object> wanted = from.values(parent, join.by().columns());
        parts.add(new Part(join.table(), join.by().referenced(), wanted));
        found = wanted.contains(null) ? null : find(join, wanted, database, unique);
      }
      rows.put(join.alias(), found);
      tables.put(join.alias(), join);
    }
  }

  /** By alias; null when an INNER JOIN finds nothing. */
  private Map<String, Object[]> joined(
      Query query,
      Database database,
      Object[] root,
      Map<String, Map<List<Object>, Object[]>> unique) {
    Map<String, Object[]> rows = new HashMap<>();
    rows.put(query.from().get(0).alias(), root);
    Map<String, Query.Joined> tables = new HashMap<>();
    tables.put(query.from().get(0).alias(), query.from().get(0));
    for (Query.Joined join : query.from().subList(1, query.from().size())) {
      Object[] parent = rows.get(join.parent());
      Object[] found = null;
      if (parent != null) {
        Table from = schema.tables().get(tables.get(join.parent()).table());
        List<Object> wanted = from.values(parent, join.by().columns());
        found = wanted.contains(null) ? null : find(join, wanted, database, unique);
      }
      if (found == null && join.inner()) {
        return null;
      }
      rows.put(join.alias(), found);
      tables.put(join.alias(), join);
    }
    return rows;
  }

  private Object[] find(
      Query.Joined join,
      List<Object> wanted,
      Database database,
      Map<String, Map<List<Object>, Object[]>> unique) {
    Table table = schema.tables().get(join.table());
    if (join.by().referenced().equals(table.key())) {
      return database.row(join.table(), wanted);
    }
    return unique
        .computeIfAbsent(
            join.alias(),
            alias -> {
              Map<List<Object>, Object[]> index = new HashMap<>();
              for (Object[] row : database.tables().get(join.table()).values()) {
                index.put(table.values(row, join.by().referenced()), row);
              }
              return index;
            })
        .get(wanted);
  }

  private List<Object> output(Query query, Map<String, Object[]> joined) {
    List<Object> values = new ArrayList<>();
    for (Query.Output output : query.outputs()) {
      Object[] row = joined.get(output.alias());
      values.add(row == null ? null : value(query, output, row));
    }
    return values;
  }

  private Object value(Query query, Query.Output output, Object[] row) {
    for (Query.Joined joined : query.from()) {
      if (joined.alias().equals(output.alias())) {
        List<Field> fields = schema.tables().get(joined.table()).fields();
        for (int i = 0; i < fields.size(); i++) {
          if (fields.get(i).name().equals(output.column())) {
            return row[i];
          }
        }
      }
    }
    throw new IllegalArgumentException(output.toString());
  }
}
