/**
 * Reading tables: how they are cut into chunks of blocks, and how a chunk is copied; and how a
 * table without a key is read, whole and as of one place in the log. Knows {@code decode}; knows
 * nothing of Flink's runtime.
 */
package io.millrace.source.postgres.snapshot;
