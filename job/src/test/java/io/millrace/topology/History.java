package io.millrace.topology;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.KeyEncoder;
import io.millrace.change.KeyGroups;
import io.millrace.change.LogEvent;
import io.millrace.change.Position;
import io.millrace.change.Row;
import io.millrace.change.RowWriter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random history of the shop's four tables, as a source would give it, and what every table held
 * at each watermark. All from one seed.
 */
final class History {

  /** A step of the source: an event, or a watermark. */
  record Step(LogEvent event, Long watermark) {}

  /** Rows of each table by primary key; each row its values in the scan's order. */
  static final class Database implements Serializable {
    private static final long serialVersionUID = 1;
    final List<TreeMap<Long, Object[]>> tables = new ArrayList<>();

    Database() {
      for (int i = 0; i < Shop.TABLES; i++) {
        tables.add(new TreeMap<>());
      }
    }

    Database copy() {
      Database copy = new Database();
      for (int i = 0; i < tables.size(); i++) {
        copy.tables.get(i).putAll(tables.get(i));
      }
      return copy;
    }
  }

  private static final long SLOT = 10;

  final List<Step> steps = new ArrayList<>();
  final Map<Long, Database> atWatermark = new HashMap<>();
  private final Random random;
  private final Database database = new Database();
  private final int keys;
  private long since = Long.MIN_VALUE;
  private long lsn = 100;
  private long ordinal;

  History(long seed, int transactions) {
    random = new Random(seed);
    keys = 2 + random.nextInt(12);
    snapshot();
    watermark(Change.SNAPSHOT_DELIVERED);
    for (int i = 0; i < transactions; i++) {
      transaction();
      if (random.nextInt(3) == 0 || i == transactions - 1) {
        steps.add(new Step(new Commit(lsn, lsn), null));
        watermark(lsn);
      }
    }
  }

  private void snapshot() {
    List<Step> reads = new ArrayList<>();
    for (int table = 0; table < Shop.TABLES; table++) {
      for (long id = 0; id < keys; id++) {
        if (random.nextInt(3) > 0) {
          Object[] values = values(table, id);
          database.tables.get(table).put(id, values);
          reads.add(new Step(change(table, Change.Kind.READ, new Position(SLOT, 0), values), null));
        }
      }
    }
    java.util.Collections.shuffle(reads, random);
    steps.addAll(reads);
  }

  private void watermark(long watermark) {
    steps.add(new Step(null, watermark));
    since = watermark;
    atWatermark.put(watermark, database.copy());
  }

  private void transaction() {
    lsn += 1 + random.nextInt(5);
    ordinal = 0;
    int changes = random.nextInt(8) == 0 ? 40 : 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      if (random.nextInt(60) == 0) {
        truncate(random.nextInt(Shop.TABLES));
      }
      oneChange(random.nextInt(Shop.TABLES), random.nextInt(keys));
    }
  }

  private void oneChange(int table, long id) {
    Object[] now = database.tables.get(table).get(id);
    if (now != null && random.nextInt(3) == 0) {
      database.tables.get(table).remove(id);
      log(table, Change.Kind.DELETE, now);
      if (random.nextInt(2) == 0) {
        upsert(table, random.nextInt(keys));
      }
    } else {
      upsert(table, id);
    }
  }

  /** Barriers and failures fall between its records too. */
  private void truncate(int table) {
    database.tables.get(table).clear();
    Position position = new Position(lsn, ordinal++);
    for (int group = 0; group < KeyGroups.COUNT; group++) {
      steps.add(new Step(Change.truncated(table, position, since, group), null));
    }
  }

  private void upsert(int table, long id) {
    Object[] values = values(table, id);
    database.tables.get(table).put(id, values);
    log(table, Change.Kind.UPSERT, values);
  }

  private void log(int table, Change.Kind kind, Object[] values) {
    steps.add(new Step(change(table, kind, new Position(lsn, ordinal++), values), null));
  }

  private Object[] values(int table, long id) {
    return switch (table) {
      case Shop.CUSTOMERS, Shop.PRODUCTS -> new Object[] {id, "n" + random.nextInt(4)};
      case Shop.ITEMS -> new Object[] {id, reference(), reference(), "q" + random.nextInt(3)};
      case Shop.ORDERS -> new Object[] {id, reference(), "s" + random.nextInt(3)};
      default -> throw new IllegalArgumentException("table " + table);
    };
  }

  /** NULL, a row that is there, or one that is not. */
  private Long reference() {
    return random.nextInt(8) == 0 ? null : (long) random.nextInt(keys);
  }

  private Change change(int table, Change.Kind kind, Position position, Object[] values) {
    RowWriter writer = new RowWriter();
    for (Object value : values) {
      if (value == null) {
        writer.writeNull();
      } else if (value instanceof Long number) {
        writer.writeInt64(number);
      } else {
        writer.writeString((String) value);
      }
    }
    Row row = writer.toRow();
    return new Change(
        table, kind, position, since, new KeyEncoder(Shop.layout(table), 0).encode(row), row);
  }
}
