package io.millrace.source.postgres;

import io.millrace.catalog.Lookup;
import io.millrace.catalog.PostgresCatalog;
import io.millrace.catalog.SourceColumn;
import io.millrace.change.RowLayout;
import io.millrace.change.TableId;
import io.millrace.source.SourceScan;
import java.sql.Connection;
import java.util.List;

/** All columns of tables of the schema public. */
final class Scans {

  private Scans() {}

  static SourceScan of(Connection sql, String table) {
    TableId id = new TableId("public", table);
    Lookup.Found found = (Lookup.Found) new PostgresCatalog(sql).find(id);
    List<SourceColumn> columns =
        found.table().columns().stream().filter(c -> !c.generated()).toList();
    RowLayout layout = RowLayout.of(columns.stream().map(SourceColumn::column).toList());
    return new SourceScan(
        id,
        layout,
        columns.stream().map(SourceColumn::typeOid).toList(),
        found.table().primaryKey().stream().map(layout::indexOf).toList());
  }
}
