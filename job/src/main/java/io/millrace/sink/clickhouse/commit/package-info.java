/**
 * Inserting a completed checkpoint: grouped inserts with stored tokens, in order, each looked for
 * before it is repeated, then the row that says the checkpoint is published.
 */
package io.millrace.sink.clickhouse.commit;
