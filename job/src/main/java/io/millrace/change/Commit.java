package io.millrace.change;

/**
 * Every transaction up to here has been given whole. A source emits it just before the watermark of
 * the same value.
 *
 * @param lsn commit position; the watermark that follows has this value
 * @param timeMicros when that transaction committed, microseconds since 1970; for an idle source,
 *     when it was seen idle
 */
public record Commit(long lsn, long timeMicros) implements LogEvent {}
