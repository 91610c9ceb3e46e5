package io.millrace.proof.history;

/**
 * A table's column.
 *
 * @param toast an update that leaves it alone does not repeat its value in the log
 */
public record Field(String name, FieldType type, boolean notNull, boolean toast) {}
