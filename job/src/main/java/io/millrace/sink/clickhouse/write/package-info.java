/**
 * Between the encoders and the committer: batches are held up to a checkpoint, or inserted at once
 * where that is asked for.
 */
package io.millrace.sink.clickhouse.write;
