/**
 * Postgres's values, in the bytes that pgoutput and COPY send, written as {@link
 * io.millrace.change.Row}s. One decoder serves the snapshot and the stream. Knows {@code change};
 * knows no connection and no thread.
 */
package io.millrace.source.postgres.decode;
