/**
 * Postgres's write-ahead log as a Flink source, with a snapshot before it. The enumerator (on the
 * JobManager) makes slot and publication, cuts tables into chunks and says when the log may begin;
 * readers copy chunks; one reader then follows the log. {@link
 * io.millrace.source.postgres.PostgresSource} says what it promises.
 *
 * <p>Positions: a change has the position (start of its transaction's commit record + 1, place in
 * the transaction). Watermarks, {@link io.millrace.change.Commit#lsn}, the position to restart from
 * and what the slot is told are ends of WAL records, as {@code pg_current_wal_lsn()} gives them. A
 * commit record that starts at or after such an end has a position above it; one that ends at or
 * before it has a position not above it. So "not above the watermark" and "Postgres will not send
 * it again when asked to start there" are the same thing, with no case in between.
 */
package io.millrace.source.postgres;
