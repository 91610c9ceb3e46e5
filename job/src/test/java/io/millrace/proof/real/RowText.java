package io.millrace.proof.real;

import io.millrace.proof.history.Field;
import io.millrace.proof.history.FieldType;
import io.millrace.proof.history.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random values, from few keys, so that changes meet; texts without quotes, null for NULL. */
final class RowText {

  /** Longer than what Postgres keeps in the row. */
  private static final int OUT_OF_LINE = 3000;

  private final Random random;
  private final int keys;

  /**
   * @param keys of each table, about
   */
  RowText(Random random, int keys) {
    this.random = random;
    this.keys = keys;
  }

  /** By column, all of them. */
  Map<String, String> row(RealTable table) {
    Map<String, String> row = new LinkedHashMap<>();
    for (Field field : table.table().fields()) {
      row.put(field.name(), value(field));
    }
    row.putAll(key(table));
    for (Reference reference : table.table().references()) {
      row.putAll(reference(table, reference));
    }
    for (int i = 0; i < table.values().size(); i++) {
      row.put("x" + i, table.values().get(i).text(random));
    }
    return row;
  }

  Map<String, String> key(RealTable table) {
    Map<String, String> key = new LinkedHashMap<>();
    table.table().key().forEach(column -> key.put(column, key(table.type(column))));
    return key;
  }

  private String key(FieldType type) {
    return type.value(random.nextInt(keys)).toString();
  }

  /** Often to key 0: the hot one. */
  Map<String, String> reference(RealTable table, Reference reference) {
    Map<String, String> values = new LinkedHashMap<>();
    int number = random.nextInt(3) == 0 ? 0 : random.nextInt(keys + 1);
    for (String column : reference.columns()) {
      Field field = table.table().fields().get(table.table().indexOf(column));
      boolean none = !field.notNull() && random.nextInt(table.constrained() ? 3 : 10) == 0;
      values.put(column, none ? null : field.type().value(number).toString());
    }
    return values;
  }

  /** Some columns that are neither key nor reference; at least one if there is one. */
  Map<String, String> others(RealTable table) {
    Map<String, String> values = new LinkedHashMap<>();
    List<Field> fields =
        table.table().fields().stream().filter(field -> field.name().startsWith("v")).toList();
    for (Field field : fields) {
      if (values.isEmpty() || random.nextBoolean()) {
        values.put(field.name(), value(field));
      }
    }
    for (int i = 0; i < table.values().size(); i++) {
      if (random.nextBoolean()) {
        values.put("x" + i, table.values().get(i).text(random));
      }
    }
    return values;
  }

  private String value(Field field) {
    if (field.name().startsWith("v")) {
      String text = "v" + random.nextInt(1000);
      boolean large = field.toast() && random.nextInt(3) > 0;
      return random.nextInt(8) == 0 ? null : large ? text.repeat(OUT_OF_LINE / 3) : text;
    }
    return !field.notNull() && random.nextInt(4) == 0 ? null : key(field.type());
  }

  static String literal(String text) {
    return text == null ? "NULL" : "'" + text.replace("'", "''") + "'";
  }

  static List<String> literals(Map<String, String> row) {
    return row.values().stream().map(RowText::literal).toList();
  }

  /** {@code a = 'x', b = NULL}. */
  static String assignments(Map<String, String> values) {
    List<String> parts = new ArrayList<>();
    values.forEach((column, text) -> parts.add(column + " = " + literal(text)));
    return String.join(", ", parts);
  }

  /** {@code a = 'x' AND b = 'y'}, of values that are not NULL. */
  static String condition(Map<String, String> values) {
    return assignments(values).replace("', ", "' AND ");
  }

  /** A line of COPY's text format. */
  static String line(Map<String, String> row) {
    return String.join(
        "\t",
        row.values().stream()
            .map(text -> text == null ? "\\N" : text.replace("\\", "\\\\"))
            .toList());
  }
}
