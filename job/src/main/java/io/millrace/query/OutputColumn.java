package io.millrace.query;

import io.millrace.change.Column;
import java.io.Serializable;

/**
 * A column of a target table.
 *
 * @param column name in the target, type, and whether it can be NULL there (also because of a LEFT
 *     join)
 */
public record OutputColumn(Column column, Expression expression) implements Serializable {}
