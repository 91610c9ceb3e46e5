package io.millrace.change;

/**
 * A row of a target table, as project gives it to the sinks.
 *
 * @param position becomes the row's version
 * @param key the target row's key, canonical
 * @param deleted the row has left the table; then only the key columns of {@code row} count, the
 *     others may be NULL
 * @param row in the layout of the target's columns
 */
public record TargetChange(Position position, Key key, boolean deleted, Row row) {}
