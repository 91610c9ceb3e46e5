/**
 * Following the log: the replication connection, pgoutput's messages, and the thread that turns
 * them into batches of changes with watermarks. Knows {@code decode}; knows nothing of Flink's
 * runtime.
 */
package io.millrace.source.postgres.stream;
