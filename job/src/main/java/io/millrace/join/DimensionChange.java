package io.millrace.join;

import io.millrace.change.Key;
import io.millrace.change.Position;
import io.millrace.change.Row;

/**
 * A change of a dimension's row, keyed by what facts refer to it by.
 *
 * @param dimension the referenced key: its primary key or a unique key
 * @param owner primary key of the row, which tells two rows apart that hand a unique key on to one
 *     another
 * @param position of the change
 * @param since see {@link io.millrace.change.Change}
 * @param row the row now; null when it is gone or no longer has this key
 */
public record DimensionChange(Key dimension, Key owner, Position position, long since, Row row) {}
