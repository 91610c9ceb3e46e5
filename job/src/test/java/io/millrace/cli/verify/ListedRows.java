package io.millrace.cli.verify;

import java.util.Iterator;
import java.util.List;

/** Rows that are in memory. */
final class ListedRows implements RowStream {

  private final Iterator<ComparedRow> rows;

  ListedRows(List<ComparedRow> rows) {
    this.rows = rows.iterator();
  }

  @Override
  public ComparedRow next() {
    return rows.hasNext() ? rows.next() : null;
  }

  @Override
  public void close() {}
}
