package io.millrace.proof.history;

/**
 * A row inserted (no before), updated or deleted (no after).
 *
 * @param table index in the schema
 */
public record RowChanged(int table, Object[] before, Object[] after) {}
