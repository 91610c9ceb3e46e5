package io.millrace.proof.real;

import io.millrace.proof.history.FieldType;
import io.millrace.proof.history.Reference;
import io.millrace.proof.real.Step.Copy;
import io.millrace.proof.real.Step.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes random changes of rows. What they find, and whether they fail, depends on the other
 * sessions; their texts depend on the seed alone.
 */
final class Changes {

  private static final int MOST_ROWS = 6;
  private static final int BULK = 250;
  private static final int BULK_FROM = 1000;

  /** Added to keys that are numbers, and taken away again. */
  private static final int FAR = 50;

  private final List<RealTable> tables;
  private final Random random;
  private final RowText text;
  private final int keys;
  private List<Step> steps = new ArrayList<>();

  Changes(List<RealTable> tables, Random random, int keys) {
    this.tables = tables;
    this.random = random;
    this.text = new RowText(random, keys);
    this.keys = keys;
  }

  /** Where to from now on. */
  void to(List<Step> other) {
    steps = other;
  }

  /**
   * @param rows of each table that are tried
   */
  void refill(int rows) {
    for (RealTable table : tables) {
      int most = table.constrained() ? 1 : MOST_ROWS;
      for (int left = rows; left > 0; left -= most) {
        sql(
            "INSERT INTO " + into(table, 1 + random.nextInt(most)) + " ON CONFLICT DO NOTHING",
            true);
      }
      if (random.nextInt(3) == 0) {
        bulk(table);
      }
    }
  }

  void sql(String statement, boolean alone) {
    steps.add(new Sql(statement, alone));
  }

  private void sql(String statement) {
    sql(statement, random.nextInt(8) > 0);
  }

  /** One, or two that belong together. */
  void change() {
    RealTable table = tables.get(random.nextInt(tables.size()));
    String name = table.name();
    switch (random.nextInt(20)) {
      case 0, 1, 2, 17, 18 -> insert(table);
      case 3, 4, 5 -> update(table, text.others(table), text.key(table));
      case 6 -> move(table);
      case 7 -> moveAndBack(table);
      case 8, 9 -> update(table, text.key(table), text.key(table));
      case 10 -> delete(table, text.key(table));
      case 11 -> again(table);
      case 12 -> many(table);
      case 13 -> copy(table);
      case 14 -> hot();
      case 15 -> far(table);
      case 16 ->
          sql(
              "UPDATE "
                  + name
                  + " SET "
                  + table.table().key().get(0)
                  + " = "
                  + table.table().key().get(0));
      default -> rare(table);
    }
  }

  private void insert(RealTable table) {
    String insert = "INSERT INTO " + into(table, 1 + random.nextInt(MOST_ROWS));
    switch (random.nextInt(3)) {
      case 0 -> sql(insert);
      case 1 -> sql(insert + " ON CONFLICT DO NOTHING");
      default -> upsert(table);
    }
  }

  /** Many rows that refer to the same others. */
  private void bulk(RealTable table) {
    Map<String, String> row = text.row(table);
    table.table().unique().forEach(unique -> unique.forEach(column -> row.put(column, null)));
    List<String> values = new ArrayList<>();
    row.forEach((column, value) -> values.add(RowText.literal(value)));
    String key = table.table().key().get(0);
    values.set(
        table.columns().indexOf(key),
        switch (table.type(key)) {
          case BIGINT, INTEGER -> "g";
          case TEXT -> "'k' || g";
          case UUID -> "md5(g::text)::uuid";
        });
    sql(
        "INSERT INTO %s (%s) SELECT %s FROM generate_series(%d, %d) g ON CONFLICT DO NOTHING"
            .formatted(
                table.name(),
                String.join(", ", table.columns()),
                String.join(", ", values),
                BULK_FROM,
                BULK_FROM + random.nextInt(BULK)),
        true);
  }

  private void upsert(RealTable table) {
    Map<String, String> others = text.others(table);
    String key = String.join(", ", table.table().key());
    if (!others.isEmpty()) {
      sql(
          "INSERT INTO %s ON CONFLICT (%s) DO UPDATE SET %s"
              .formatted(into(table, 1), key, RowText.assignments(others)));
    }
  }

  private String into(RealTable table, int rows) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      values.add("(" + String.join(", ", RowText.literals(text.row(table))) + ")");
    }
    return table.name() + " VALUES " + String.join(", ", values);
  }

  private void update(RealTable table, Map<String, String> values, Map<String, String> where) {
    if (!values.isEmpty()) {
      sql(
          "UPDATE %s SET %s WHERE %s"
              .formatted(table.name(), RowText.assignments(values), RowText.condition(where)));
    }
  }

  private void delete(RealTable table, Map<String, String> where) {
    sql("DELETE FROM " + table.name() + " WHERE " + RowText.condition(where));
  }

  private void move(RealTable table) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Reference reference : table.table().references()) {
      values.putAll(text.reference(table, reference));
    }
    if (random.nextInt(8) == 0 && !values.isEmpty()) {
      sql("UPDATE " + table.name() + " SET " + RowText.assignments(values));
    } else {
      update(table, values, text.key(table));
    }
  }

  /** All that refer to one row to another, and back: also those that were there before. */
  private void moveAndBack(RealTable table) {
    List<Reference> references = table.table().references();
    if (references.isEmpty()) {
      return;
    }
    Reference reference = references.get(random.nextInt(references.size()));
    Map<String, String> a = text.reference(table, reference);
    Map<String, String> b = text.reference(table, reference);
    if (!a.containsValue(null) && !b.containsValue(null)) {
      update(table, b, a);
      update(table, a, b);
    }
  }

  private void again(RealTable table) {
    Map<String, String> row = text.row(table);
    Map<String, String> key = new LinkedHashMap<>(row);
    key.keySet().retainAll(table.table().key());
    delete(table, key);
    sql(
        "INSERT INTO %s VALUES (%s)"
            .formatted(table.name(), String.join(", ", RowText.literals(row))));
  }

  private void many(RealTable table) {
    Map<String, String> values = text.others(table);
    List<Reference> references = table.table().references();
    if (!values.isEmpty()) {
      String all = "UPDATE " + table.name() + " SET " + RowText.assignments(values);
      boolean referring = !references.isEmpty() && random.nextBoolean();
      Map<String, String> where =
          referring ? text.reference(table, references.get(0)) : new LinkedHashMap<>();
      boolean some = referring && !where.containsValue(null);
      sql(some ? all + " WHERE " + RowText.condition(where) : all);
    }
  }

  private void copy(RealTable table) {
    List<String> lines = new ArrayList<>();
    RowText wide = new RowText(random, FAR);
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      lines.add(RowText.line(wide.row(table)));
    }
    steps.add(new Copy(table.name(), lines));
  }

  /** A dimension that many facts refer to. */
  private void hot() {
    RealTable table = tables.get(0);
    Map<String, String> key = new LinkedHashMap<>();
    for (String column : table.table().key()) {
      key.put(column, table.type(column).value(0).toString());
    }
    update(table, text.others(table), key);
  }

  /** All keys of a table at once, where keys are numbers. */
  private void far(RealTable table) {
    String key = table.table().key().get(0);
    FieldType type = table.type(key);
    if (type == FieldType.BIGINT || type == FieldType.INTEGER) {
      boolean away = random.nextBoolean();
      sql(
          "UPDATE %1$s SET %2$s = %2$s %3$s %4$d WHERE %2$s %5$s %4$d"
              .formatted(table.name(), key, away ? "+" : "-", FAR, away ? "<" : ">="),
          true);
    }
  }

  private void rare(RealTable table) {
    if (random.nextInt(12) == 0) {
      String cascade = table.constrained() ? " CASCADE" : "";
      String other = tables.get(random.nextInt(tables.size())).name();
      boolean both = random.nextBoolean() && !other.equals(table.name());
      sql("TRUNCATE " + table.name() + (both ? ", " + other : "") + cascade);
      refill(2 * keys);
    } else if (random.nextInt(8) == 0) {
      sql("DELETE FROM " + table.name());
      refill(2 * keys);
    } else if (random.nextInt(3) == 0) {
      bulk(table);
    } else {
      insert(table);
    }
  }
}
