package io.millrace.normalize;

import io.millrace.change.Position;
import io.millrace.change.Row;

/** The row that a key has now, and the position of the change that made it so. */
public record StoredRow(Position position, Row row) {}
