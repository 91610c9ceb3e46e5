package io.millrace.sink.clickhouse.client;

import java.util.List;

/**
 * Rows sent along with a query, as a table of that query.
 *
 * @param structure columns and types, as in CREATE TABLE
 * @param rows RowBinary, not compressed; joined
 */
public record AttachedTable(String name, String structure, List<byte[]> rows) {}
