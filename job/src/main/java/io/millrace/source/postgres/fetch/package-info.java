/** How what a reading thread has read reaches Flink's task thread: in batches, bounded. */
package io.millrace.source.postgres.fetch;
