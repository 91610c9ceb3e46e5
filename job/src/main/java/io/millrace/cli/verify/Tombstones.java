package io.millrace.cli.verify;

import io.millrace.cli.connect.ClickHouseAccess;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What ClickHouse knows of keys that it does not show. */
final class Tombstones implements LaterChanges {

  private final ClickHouseAccess clickHouse;
  private final String table;
  private final KeyOrder order;

  /**
   * @param table qualified and quoted
   */
  Tombstones(ClickHouseAccess clickHouse, String table, KeyOrder order) {
    this.clickHouse = clickHouse;
    this.table = table;
    this.order = order;
  }

  @Override
  public Set<List<byte[]>> changedSince(List<List<byte[]>> keys, long lsn) {
    Set<List<byte[]>> changed = new TreeSet<>(order);
    if (keys.isEmpty()) {
      return changed;
    }
    try (ClickHouseRows rows =
        ClickHouseRows.latestVersions(clickHouse, table, order, order.clickHouseIn(keys))) {
      for (ComparedRow row = rows.next(); row != null; row = rows.next()) {
        if (row.changedSince(lsn)) {
          changed.add(row.key());
        }
      }
    }
    return changed;
  }
}
