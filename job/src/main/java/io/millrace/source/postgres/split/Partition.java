package io.millrace.source.postgres.split;

/**
 * A partition of a followed table, as long as it is attached: after DETACH and ATTACH it is another
 * one, because its rows may have changed in between.
 *
 * @param oid of the partition; partitions that have partitions are listed too
 * @param attached number of the transaction that attached it
 */
public record Partition(long oid, long attached) {}
