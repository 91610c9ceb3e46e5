package io.millrace.proof.real;

import io.millrace.proof.history.Field;
import io.millrace.proof.history.FieldType;
import io.millrace.proof.history.Reference;
import io.millrace.proof.history.Schema;
import io.millrace.proof.history.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A table of a random schema, with more columns.
 *
 * @param values types of columns {@code x0}, {@code x1}, … that stand behind the others
 * @param constrained whether its references are foreign keys, so that deletes and changes of keys
 *     cascade
 */
record RealTable(Table table, List<ValueType> values, boolean constrained) {

  /** Rows are few, and are to lie in many blocks, each a chunk of the snapshot. */
  private static final int FILL_FACTOR = 10;

  static RealTable of(Table table, boolean constrained, Random random) {
    List<ValueType> values = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.add(ValueType.values()[random.nextInt(ValueType.values().length)]);
    }
    return new RealTable(table, List.copyOf(values), constrained);
  }

  String name() {
    return table.name();
  }

  /** All columns, in order. */
  List<String> columns() {
    List<String> names = new ArrayList<>(table.fields().stream().map(Field::name).toList());
    for (int i = 0; i < values.size(); i++) {
      names.add("x" + i);
    }
    return names;
  }

  FieldType type(String column) {
    return table.fields().get(table.indexOf(column)).type();
  }

  List<String> definition(Schema schema) {
    List<String> parts = new ArrayList<>();
    for (Field field : table.fields()) {
      parts.add(field.name() + " " + field.type().sql + (field.notNull() ? " NOT NULL" : ""));
    }
    for (int i = 0; i < values.size(); i++) {
      parts.add("x" + i + " " + values.get(i).sql);
    }
    parts.add("PRIMARY KEY (" + String.join(", ", table.key()) + ")");
    table.unique().forEach(unique -> parts.add("UNIQUE (" + String.join(", ", unique) + ")"));
    if (constrained) {
      table.references().forEach(reference -> parts.add(foreignKey(schema, reference)));
    }
    List<String> statements = new ArrayList<>();
    statements.add(
        "CREATE TABLE %s (%s) WITH (fillfactor = %d, autovacuum_enabled = off)"
            .formatted(name(), String.join(", ", parts), FILL_FACTOR));
    for (Field field : table.fields()) {
      if (field.toast()) {
        statements.add(
            "ALTER TABLE %s ALTER %s SET STORAGE EXTERNAL".formatted(name(), field.name()));
      }
    }
    if (table.full()) {
      statements.add("ALTER TABLE " + name() + " REPLICA IDENTITY FULL");
    }
    return statements;
  }

  private String foreignKey(Schema schema, Reference reference) {
    boolean mayBeNull =
        reference.columns().stream()
            .allMatch(column -> !table.fields().get(table.indexOf(column)).notNull());
    return "FOREIGN KEY (%s) REFERENCES %s (%s) ON UPDATE CASCADE ON DELETE %s"
        .formatted(
            String.join(", ", reference.columns()),
            schema.tables().get(reference.table()).name(),
            String.join(", ", reference.referenced()),
            mayBeNull ? "SET NULL" : "CASCADE");
  }
}
