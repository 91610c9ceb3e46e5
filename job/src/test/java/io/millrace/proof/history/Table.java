package io.millrace.proof.history;

import java.util.ArrayList;
import java.util.List;

/**
 * A source table.
 *
 * @param full whether its replica identity is FULL, and not DEFAULT
 */
public record Table(
    String name,
    List<Field> fields,
    List<String> key,
    List<List<String>> unique,
    List<Reference> references,
    boolean full) {

  public int indexOf(String field) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(field)) {
        return i;
      }
    }
    throw new IllegalArgumentException(name + " has no " + field);
  }

  List<Object> key(Object[] row) {
    return values(row, key);
  }

  /** Some of a row's values; integers all as longs, as SQL compares them. */
  public List<Object> values(Object[] row, List<String> names) {
    List<Object> values = new ArrayList<>(names.size());
    for (String field : names) {
      Object value = row[indexOf(field)];
      values.add(value instanceof Integer number ? (Object) number.longValue() : value);
    }
    return values;
  }

  String catalogText() {
    List<String> columns = new ArrayList<>();
    for (Field field : fields) {
      columns.add(field.name() + " " + field.type().sql + (field.notNull() ? "!" : ""));
    }
    return String.join(", ", columns);
  }
}
