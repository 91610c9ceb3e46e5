package io.millrace.change;

/**
 * One change of one row with what was there before: what normalize gives, and what a join and a
 * projection give in turn.
 *
 * @param position of the last change that made the row so; for a deleted row, of its deletion
 * @param since see {@link Change}
 * @param key the primary key of the table the row belongs to (for joined rows: of the query's first
 *     table)
 * @param before the row before; null when there was none, or when the step does not know it (joins)
 * @param after the row now; null when it is gone
 */
public record RowChange(Position position, long since, Key key, Row before, Row after) {

  public boolean isDelete() {
    return after == null;
  }
}
