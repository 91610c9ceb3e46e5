/**
 * The exactly-once ClickHouse sink: what others call. {@link
 * io.millrace.sink.clickhouse.ClickHouseSchema} makes and checks the tables, {@link
 * io.millrace.sink.clickhouse.ClickHouseSink} adds the sink to a job. The way of a row: {@code
 * encode} (bytes, checked in full), {@code write} (collected up to a checkpoint), {@code commit}
 * (inserted once it completed), all through {@code client}. Knows {@code change} and nothing else
 * of Millrace.
 */
package io.millrace.sink.clickhouse;
