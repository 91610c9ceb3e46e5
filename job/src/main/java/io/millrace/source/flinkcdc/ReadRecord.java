package io.millrace.source.flinkcdc;

import io.millrace.change.Row;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

/** A snapshot row on its way from the connector's reading thread to the task. */
final class ReadRecord extends SourceRecord {

  private static final Map<String, Object> NOWHERE = Map.of();

  private final Row row;
  private final int table;

  ReadRecord(int table, Row row) {
    super(NOWHERE, NOWHERE, "millrace.read", Schema.BYTES_SCHEMA, row.bytes());
    this.table = table;
    this.row = row;
  }

  int table() {
    return table;
  }

  Row row() {
    return row;
  }
}
