package io.millrace.source.postgres;

import io.millrace.catalog.Lookup;
import io.millrace.catalog.PostgresCatalog;
import io.millrace.catalog.SourceColumn;
import io.millrace.catalog.SourceTable;
import io.millrace.change.RowLayout;
import io.millrace.change.TableId;
import io.millrace.source.SourceScan;
import java.sql.Connection;
import java.util.List;

/** All columns of tables of the schema public; one without a key is keyed by position. */
final class Scans {

  private Scans() {}

  static SourceScan of(Connection sql, String name) {
    TableId id = new TableId("public", name);
    Lookup.Found found = (Lookup.Found) new PostgresCatalog(sql).find(id);
    SourceTable table = found.table();
    table = table.isAppendOnly() ? table.keyedByPosition() : table;
    List<SourceColumn> columns = table.columns().stream().filter(c -> !c.generated()).toList();
    RowLayout layout = RowLayout.of(columns.stream().map(SourceColumn::column).toList());
    return new SourceScan(
        id,
        layout,
        columns.stream().map(SourceColumn::typeOid).toList(),
        (table.isKeyedByPosition() ? table.rowKey() : table.primaryKey())
            .stream().map(layout::indexOf).toList());
  }
}
