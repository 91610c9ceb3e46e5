package io.millrace.proof.history;

/**
 * A row inserted (no before), updated or deleted (no after); or, with neither, the whole table
 * emptied by a TRUNCATE.
 *
 * @param table index in the schema
 */
public record RowChanged(int table, Object[] before, Object[] after) {

  static RowChanged truncate(int table) {
    return new RowChanged(table, null, null);
  }

  /** Whether the table was emptied: then there is neither a row before nor one after. */
  public boolean isTruncate() {
    return before == null && after == null;
  }
}
