package io.millrace.source.flinkcdc;

import io.debezium.data.Envelope;
import io.millrace.change.Row;
import java.util.Arrays;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * One table as the log describes it at present: where its wanted columns stand in Debezium's
 * structs. After a change of the table's definition there is a new one.
 */
final class StreamedTable {

  private final int table;
  private final RowMaker rows;
  private final Field before;
  private final Field after;
  private final Field operation;
  private final Field[] cells;

  /**
   * @param envelope schema of the table's change records
   */
  StreamedTable(int table, RowMaker rows, Schema envelope) {
    this.table = table;
    this.rows = rows;
    this.before = envelope.field(Envelope.FieldName.BEFORE);
    this.after = envelope.field(Envelope.FieldName.AFTER);
    this.operation = envelope.field(Envelope.FieldName.OPERATION);
    this.cells = new Field[rows.scan().layout().size()];
    Arrays.setAll(cells, i -> cell(after.schema(), i));
  }

  private Field cell(Schema columns, int index) {
    Field field = columns.field(rows.scan().columnName(index));
    if (field == null) {
      throw rows.refused(index, "the log no longer has it: it was dropped or renamed");
    }
    return field;
  }

  int table() {
    return table;
  }

  RowMaker rows() {
    return rows;
  }

  String operation(Struct change) {
    return (String) change.get(operation);
  }

  /** The row before; null when the log does not have it. */
  Row before(Struct change) {
    Struct columns = (Struct) change.get(before);
    return columns == null ? null : row(columns, false);
  }

  Row after(Struct change) {
    return row((Struct) change.get(after), true);
  }

  private Row row(Struct columns, boolean present) {
    rows.begin();
    for (int i = 0; i < cells.length; i++) {
      rows.add(i, (byte[]) columns.get(cells[i]), present);
    }
    return rows.row();
  }
}
