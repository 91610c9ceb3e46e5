package io.millrace.join;

import io.millrace.change.Position;
import io.millrace.change.Row;

/**
 * A fact as the assembly keeps it.
 *
 * @param position of the change that made the row so
 * @param given whether the result has a row for it now; kept only where an INNER join can remove
 *     one, otherwise true
 */
public record Fact(Position position, boolean given, Row row) {}
