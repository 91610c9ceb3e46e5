package io.millrace.join;

import io.millrace.change.Position;
import io.millrace.change.Row;

/**
 * A key group's copy of a dimension's row.
 *
 * @param facts how many of the group's facts refer to it
 * @param position of the row; null as long as no answer has come
 * @param row null when there is no such row
 */
record DimensionCopy(int facts, Position position, Row row) {

  static final DimensionCopy NONE = new DimensionCopy(0, null, null);

  boolean isAnswered() {
    return position != null;
  }

  DimensionCopy plus(int step) {
    return new DimensionCopy(facts + step, position, row);
  }

  DimensionCopy answered(Position changedAt, Row changed) {
    return new DimensionCopy(facts, changedAt, changed);
  }

  /** Roughly, in bytes. */
  int size() {
    return 64 + (row == null ? 0 : row.bytes().length);
  }
}
