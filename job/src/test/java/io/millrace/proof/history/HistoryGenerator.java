package io.millrace.proof.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random transactions over few keys, so that they meet: inserts, updates, moves of references and
 * back, changes of keys, deletes and re-inserts in one transaction, rows touched often, TRUNCATE,
 * nothing at all.
 */
public final class HistoryGenerator {

  private static final int CHANGES_FOR_A_TRUNCATE = 20;

  private final Schema schema;
  private final Random random;

  /**
   * Where a TRUNCATE comes in is drawn from a stream of its own, so that a seed without any is what
   * it was before there were any; null: nowhere.
   */
  private final Random truncates;

  private final int keys;
  private Database now;
  private List<RowChanged> changes = new ArrayList<>();

  private HistoryGenerator(Schema schema, Random random, Random truncates) {
    this.schema = schema;
    this.random = random;
    this.truncates = truncates;
    this.keys = 1 + random.nextInt(6);
    this.now = Database.empty(schema.tables().size());
  }

  /**
   * @param truncates null: no TRUNCATE
   */
  public static History history(Schema schema, Random random, Random truncates, int transactions) {
    return new HistoryGenerator(schema, random, truncates).history(transactions);
  }

  private History history(int transactions) {
    for (int table = 0; table < schema.tables().size(); table++) {
      for (int i = random.nextInt(keys * 2); i > 0; i--) {
        insert(table);
      }
    }
    Database first = now;
    List<Transaction> log = new ArrayList<>();
    long at = History.SLOT;
    for (int i = 0; i < transactions; i++) {
      changes = new ArrayList<>();
      int size = random.nextInt(10) == 0 ? 20 : random.nextInt(5);
      for (int j = 0; j < size; j++) {
        if (truncates != null && truncates.nextInt(CHANGES_FOR_A_TRUNCATE) == 0) {
          truncate();
        }
        change();
      }
      at += 1 + random.nextInt(3);
      long position = at;
      at += 1 + random.nextInt(3);
      log.add(new Transaction(position, at, List.copyOf(changes)));
    }
    return new History(schema, first, log);
  }

  /** One table, or two with one statement. */
  private void truncate() {
    int tables = 1 + truncates.nextInt(2);
    for (int i = 0; i < tables; i++) {
      RowChanged change = RowChanged.truncate(truncates.nextInt(schema.tables().size()));
      now = now.apply(schema, List.of(change));
      changes.add(change);
    }
  }

  private void change() {
    int table = random.nextInt(schema.tables().size());
    Object[] row = some(table);
    if (row == null || random.nextInt(4) == 0) {
      insert(table);
      return;
    }
    switch (random.nextInt(10)) {
      case 0 -> add(table, row, null);
      case 1 -> {
        add(table, row, null);
        add(table, null, random.nextBoolean() ? row.clone() : values(table, row));
      }
      case 2 -> {
        Object[] other = values(table, row);
        add(table, row, other);
        add(table, other, row);
      }
      case 3 -> add(table, row, row.clone());
      case 4 -> {
        Object[] moved = random.nextBoolean() ? row.clone() : values(table, row);
        newKey(table, moved);
        add(table, row, moved);
      }
      case 5 -> references(table, row);
      default -> add(table, row, values(table, row));
    }
  }

  private Object[] some(int table) {
    List<Object[]> rows = List.copyOf(now.tables().get(table).values());
    return rows.isEmpty() ? null : rows.get(random.nextInt(rows.size()));
  }

  private void insert(int table) {
    Object[] row = values(table, null);
    newKey(table, row);
    add(table, null, row);
  }

  private void newKey(int table, Object[] row) {
    Table definition = schema.tables().get(table);
    for (String key : definition.key()) {
      int field = definition.indexOf(key);
      row[field] = definition.fields().get(field).type().value(random.nextInt(keys));
    }
  }

  /** Moves a row's references only: away, or away and back. */
  private void references(int table, Object[] row) {
    Object[] moved = row.clone();
    Table definition = schema.tables().get(table);
    for (Reference reference : definition.references()) {
      refer(definition, reference, moved);
    }
    add(table, row, moved);
    if (random.nextBoolean()) {
      add(table, moved, row.clone());
    }
  }

  private void refer(Table definition, Reference reference, Object[] row) {
    for (String column : reference.columns()) {
      int field = definition.indexOf(column);
      Field of = definition.fields().get(field);
      row[field] =
          !of.notNull() && random.nextInt(8) == 0
              ? null
              : of.type().value(random.nextInt(3) == 0 ? 0 : random.nextInt(keys));
    }
  }

  /** A row with other values, under the key of the one given. */
  private Object[] values(int table, Object[] from) {
    Table definition = schema.tables().get(table);
    Object[] row = from == null ? new Object[definition.fields().size()] : from.clone();
    for (int i = 0; i < row.length; i++) {
      Field field = definition.fields().get(i);
      if (field.name().startsWith("v") && (from == null || random.nextBoolean())) {
        row[i] = random.nextInt(6) == 0 ? null : "v" + random.nextInt(4);
      } else if (field.name().equals("u") && (from == null || random.nextInt(3) == 0)) {
        row[i] = random.nextInt(4) == 0 ? null : field.type().value(random.nextInt(keys));
      }
    }
    for (Reference reference : definition.references()) {
      if (from == null || random.nextInt(3) == 0) {
        refer(definition, reference, row);
      }
    }
    return row;
  }

  /** Adds a change unless a key forbids it. */
  private void add(int table, Object[] before, Object[] after) {
    Table definition = schema.tables().get(table);
    if (before != null && !Arrays.equals(now.row(table, definition.key(before)), before)) {
      return;
    }
    RowChanged change = new RowChanged(table, before, after);
    if (after != null) {
      boolean sameKey = before != null && definition.key(before).equals(definition.key(after));
      if (!sameKey && now.row(table, definition.key(after)) != null) {
        return;
      }
    }
    Database next = now.apply(schema, List.of(change));
    if (next.keepsUnique(schema, table)) {
      now = next;
      changes.add(change);
    }
  }
}
