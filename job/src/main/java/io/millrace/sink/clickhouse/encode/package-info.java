/**
 * From a target's changes to checked bytes in ClickHouse's RowBinary. What leaves this package can
 * no longer be refused for its values.
 */
package io.millrace.sink.clickhouse.encode;
