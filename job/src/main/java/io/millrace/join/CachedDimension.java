package io.millrace.join;

import io.millrace.change.Position;
import io.millrace.change.Row;

/**
 * A key group's copy of a dimension's row.
 *
 * @param row null when there is no such row any more
 */
public record CachedDimension(Position position, Row row) {}
