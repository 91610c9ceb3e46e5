package io.millrace.sink.clickhouse.batch;

/**
 * A checkpoint has completed at which the first load was whole: no restart reads the tables again.
 */
public record LoadWhole() implements SinkRecord {}
