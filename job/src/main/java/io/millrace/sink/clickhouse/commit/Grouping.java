package io.millrace.sink.clickhouse.commit;

import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.insert.InsertSize;
import io.millrace.sink.clickhouse.insert.WireColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Puts a checkpoint's batches of all subtasks together into few, large inserts per table. */
final class Grouping {

  private Grouping() {}

  /**
   * @param columns of each target
   */
  static List<Publication> group(
      long checkpoint, List<RowBatch> batches, Map<String, WireColumns> columns) {
    Map<String, List<RowBatch>> byTable = new LinkedHashMap<>();
    for (RowBatch batch : batches) {
      byTable.computeIfAbsent(batch.table(), table -> new ArrayList<>()).add(batch);
    }
    List<Publication> parts = new ArrayList<>();
    byTable.forEach(
        (table, ofTable) -> {
          for (List<RowBatch> insert : InsertSize.split(ofTable)) {
            addParts(checkpoint, insert, columns.get(table), parts);
          }
        });
    return parts;
  }

  private static void addParts(
      long checkpoint, List<RowBatch> insert, WireColumns columns, List<Publication> parts) {
    UUID token = UUID.randomUUID();
    for (int i = 0; i < insert.size(); i++) {
      parts.add(new InsertPart(checkpoint, token, i, insert.size(), columns, insert.get(i)));
    }
  }
}
