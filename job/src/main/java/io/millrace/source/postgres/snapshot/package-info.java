/**
 * Reading tables: how they are cut into chunks of blocks, and how a chunk is copied. Knows {@code
 * decode}; knows nothing of Flink's runtime.
 */
package io.millrace.source.postgres.snapshot;
