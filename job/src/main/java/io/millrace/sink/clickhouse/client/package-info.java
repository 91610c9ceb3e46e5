/**
 * Talking to one ClickHouse server over HTTP: requests, compression, quoting, and what an error
 * means. Knows nothing of rows, checkpoints and Flink.
 */
package io.millrace.sink.clickhouse.client;
