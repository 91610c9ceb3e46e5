package io.millrace.sink.clickhouse.batch;

/** What a writer hands over at a barrier: its batches, and one word on how far it is. */
public sealed interface Written permits RowBatch, Progress {}
