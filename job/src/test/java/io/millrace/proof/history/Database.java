package io.millrace.proof.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the tables hold at a moment: by table, by primary key. Immutable. */
public record Database(List<Map<List<Object>, Object[]>> tables) {

  static Database empty(int tables) {
    List<Map<List<Object>, Object[]>> all = new ArrayList<>();
    for (int i = 0; i < tables; i++) {
      all.add(Map.of());
    }
    return new Database(all);
  }

  /** After some row changes. */
  Database apply(Schema schema, List<RowChanged> changes) {
    List<Map<List<Object>, Object[]>> next = new ArrayList<>(tables);
    boolean[] own = new boolean[tables.size()];
    for (RowChanged change : changes) {
      int table = change.table();
      if (!own[table]) {
        next.set(table, new LinkedHashMap<>(tables.get(table)));
        own[table] = true;
      }
      if (change.isTruncate()) {
        next.get(table).clear();
      }
      Table definition = schema.tables().get(table);
      if (change.before() != null) {
        next.get(table).remove(definition.key(change.before()));
      }
      if (change.after() != null) {
        next.get(table).put(definition.key(change.after()), change.after());
      }
    }
    return new Database(next);
  }

  /** Whether no two rows of a table have the same unique key. */
  boolean keepsUnique(Schema schema, int table) {
    Table definition = schema.tables().get(table);
    for (List<String> unique : definition.unique()) {
      Set<List<Object>> seen = new HashSet<>();
      for (Object[] row : tables.get(table).values()) {
        List<Object> values = definition.values(row, unique);
        if (!values.contains(null) && !seen.add(values)) {
          return false;
        }
      }
    }
    return true;
  }

  public Object[] row(int table, List<Object> key) {
    return tables.get(table).get(key);
  }
}
