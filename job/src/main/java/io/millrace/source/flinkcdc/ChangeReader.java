package io.millrace.source.flinkcdc;

import io.debezium.data.Envelope;
import io.debezium.relational.RelationalChangeRecordEmitter;
import io.millrace.change.Change;
import io.millrace.change.Key;
import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.change.TableId;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Reads Debezium's change records: which table, what happened, key and row. Not thread-safe.
 *
 * <p>Debezium splits a change of the primary key into a delete and a create itself; for other keys
 * that is done here.
 */
final class ChangeReader {

  /** Schemas of tables redefined while running are few; beyond this, forget and look up again. */
  private static final int MOST_SCHEMAS = 1000;

  private final List<RowMaker> rows = new ArrayList<>();
  private final Map<TableId, Integer> tables = new HashMap<>();
  private final IdentityHashMap<Schema, Optional<StreamedTable>> bySchema = new IdentityHashMap<>();

  ChangeReader(List<SourceScan> scans) {
    for (SourceScan scan : scans) {
      tables.put(scan.table(), rows.size());
      rows.add(new RowMaker(scan));
    }
  }

  /** Takes what a record says. */
  @FunctionalInterface
  interface Receiver {
    void accept(int table, Change.Kind kind, Key key, Row row);
  }

  boolean isChange(SourceRecord record) {
    Schema schema = record.valueSchema();
    return record.value() instanceof Struct
        && schema.field(Envelope.FieldName.OPERATION) != null
        && schema.field(Envelope.FieldName.SOURCE) != null;
  }

  void read(ReadRecord record, Receiver receiver) {
    Key key = rows.get(record.table()).key(record.row());
    receiver.accept(record.table(), Change.Kind.READ, key, record.row());
  }

  void read(SourceRecord record, Receiver receiver) {
    Struct change = (Struct) record.value();
    Optional<StreamedTable> table = table(record.valueSchema(), change);
    if (table.isPresent()) {
      read(table.get(), record, change, receiver);
    }
  }

  private void read(StreamedTable table, SourceRecord record, Struct change, Receiver receiver) {
    String operation = table.operation(change);
    switch (operation) {
      case "c" -> insert(table, record, change, receiver);
      case "u" -> update(table, change, receiver);
      case "d" -> delete(table, table.before(change), receiver);
      case "t" -> throw truncated(table.rows().scan().table());
      default -> throw new IllegalStateException("operation " + operation);
    }
  }

  private void insert(StreamedTable table, SourceRecord record, Struct change, Receiver receiver) {
    Row row = table.after(change);
    if (record.headers().lastWithName(RelationalChangeRecordEmitter.PK_UPDATE_OLDKEY_FIELD)
        != null) {
      checkComplete(table, row);
    }
    receiver.accept(table.table(), Change.Kind.UPSERT, table.rows().key(row), row);
  }

  private void update(StreamedTable table, Struct change, Receiver receiver) {
    Row before = table.before(change);
    Row after = table.after(change);
    Key key = table.rows().key(after);
    if (before != null && !table.rows().key(before).equals(key)) {
      delete(table, before, receiver);
      checkComplete(table, after);
    }
    receiver.accept(table.table(), Change.Kind.UPSERT, key, after);
  }

  private static void delete(StreamedTable table, Row before, Receiver receiver) {
    receiver.accept(table.table(), Change.Kind.DELETE, table.rows().key(before), before);
  }

  /** A row under a new key takes nothing over from the old one, which is another row by then. */
  private static void checkComplete(StreamedTable table, Row row) {
    RowCursor cursor = new RowCursor(table.rows().scan().layout()).reset(row);
    while (cursor.next()) {
      if (cursor.flag() == Row.UNCHANGED) {
        throw new SourceRefusedException(
            "Source flink-cdc: table "
                + table.rows().scan().table()
                + ": the key of a row was changed and the log does not repeat its large column "
                + table.rows().scan().columnName(cursor.column()),
            "ALTER TABLE ... REPLICA IDENTITY FULL, and start afresh");
      }
    }
  }

  private static SourceRefusedException truncated(TableId table) {
    return new SourceRefusedException(
        "Source flink-cdc: table " + table + " was truncated, which cannot be followed row by row",
        "Empty the target tables and start afresh; use DELETE where the pipeline should go on");
  }

  private Optional<StreamedTable> table(Schema envelope, Struct change) {
    Optional<StreamedTable> known = bySchema.get(envelope);
    if (known == null) {
      if (bySchema.size() >= MOST_SCHEMAS) {
        bySchema.clear();
      }
      Struct source = change.getStruct(Envelope.FieldName.SOURCE);
      TableId id = new TableId(source.getString("schema"), source.getString("table"));
      known =
          Optional.ofNullable(tables.get(id))
              .map(table -> new StreamedTable(table, rows.get(table), envelope));
      bySchema.put(envelope, known);
    }
    return known;
  }
}
