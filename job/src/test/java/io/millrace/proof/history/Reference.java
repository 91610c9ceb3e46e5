package io.millrace.proof.history;

import java.util.List;

/**
 * Columns that name a row of a table; no constraint stands behind it.
 *
 * @param table index in the schema
 * @param referenced its primary key or a unique key
 */
public record Reference(List<String> columns, int table, List<String> referenced) {}
