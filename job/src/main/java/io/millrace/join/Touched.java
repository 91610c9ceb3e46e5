package io.millrace.join;

import io.millrace.change.Position;
import io.millrace.change.Row;

/**
 * A fact that the slice has changed.
 *
 * @param given whether the result had a row for it before the slice
 * @param deletedAt position of its last deletion in the slice; NONE if there was none
 * @param before the fact's own row before the slice; null when there was none
 * @param gone the fact's own row when it was last deleted in the slice; null if it was not
 * @param now the fact as it stands; null when it is gone
 */
public record Touched(boolean given, Position deletedAt, Row before, Row gone, Fact now) {

  /** Before the slice changes it. */
  static Touched untouched(boolean given, Row before) {
    return new Touched(given, Position.NONE, before, null, null);
  }

  /** The slice changes it once more. */
  Touched changed(Fact fact) {
    return new Touched(given, deletedAt, before, gone, fact);
  }

  /** The slice deletes it. */
  Touched deleted(Position at, Row last) {
    return new Touched(given, at, before, last, null);
  }
}
