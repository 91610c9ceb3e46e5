package io.millrace.join;

import io.millrace.change.Position;
import io.millrace.change.Row;

/**
 * A fact that the slice has changed.
 *
 * @param given whether the result had a row for it before the slice
 * @param deletedAt position of its last deletion in the slice; NONE if there was none
 * @param before the fact's own row before the slice; null when there was none
 * @param now the fact as it stands; null when it is gone
 */
public record Touched(boolean given, Position deletedAt, Row before, Fact now) {

  /** The slice changes it once more. */
  Touched changed(Position at, Fact fact) {
    return new Touched(given, fact == null ? at : deletedAt, before, fact);
  }
}
