package io.millrace.join;

import io.millrace.change.Key;
import io.millrace.change.Position;
import io.millrace.change.Row;

/**
 * A dimension's row under one referenced key.
 *
 * @param owner primary key of the row that has, or had, the referenced key
 * @param row null: a tombstone
 */
public record DimensionRow(Key owner, Position position, Row row) {}
