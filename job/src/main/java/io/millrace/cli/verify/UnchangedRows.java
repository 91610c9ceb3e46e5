package io.millrace.cli.verify;

/** Those rows of ClickHouse that have not changed since a cut: they were so at it. */
record UnchangedRows(RowStream rows, long cut) implements RowStream {

  @Override
  public ComparedRow next() {
    ComparedRow row = rows.next();
    while (row != null && row.changedSince(cut)) {
      row = rows.next();
    }
    return row;
  }

  @Override
  public void close() {
    rows.close();
  }
}
