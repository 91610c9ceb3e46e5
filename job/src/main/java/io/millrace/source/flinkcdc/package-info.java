/**
 * Postgres through the Flink CDC connector 3.5.0 (Debezium 1.9.8), with its holes closed as far as
 * they can be from outside. Knows {@code change}, what sources share, and the connector. {@code
 * io.millrace.source.postgres} reads the log itself, has fewer limits and is the default.
 *
 * <p><b>Positions.</b> A change: (start of its transaction's commit record + 1, its own LSN with
 * its place in the WAL record behind it). Watermarks, {@link io.millrace.change.Commit#lsn}, what a
 * checkpoint holds and what the slot is told: ends of commit records. So "not above the watermark"
 * and "Postgres does not send it again when asked to start there" are the same. The server is asked
 * to start at the end of the last commit given whole; when a checkpoint fell into a transaction,
 * its beginning comes again and is left out by position. Nothing is held back in memory.
 *
 * <p><b>Class path.</b> {@code io.debezium.connector.postgresql.connection.WalPositionLocator} of
 * this module must be found before Debezium's; a test says so.
 *
 * <p><b>Limits</b>, which stay open:
 *
 * <ul>
 *   <li>Parallelism 1, one thread that decodes; no table can be added to a running job's state.
 *   <li>Types beyond those of {@link io.millrace.source.flinkcdc.SupportedTypes}, keys led by other
 *       types, names of more than letters, digits, _, $ and -, tables whose name another's matches
 *       with _ for any character, partitioned tables, generated columns, row filters and column
 *       lists are refused at the start. So are infinite dates and times and NaN in a numeric(p,s),
 *       when they come. An infinite numeric fails the job with the connector's own message.
 *   <li>A change of a key, under replica identity DEFAULT, of a row with a large value that is not
 *       repeated fails the job; FULL avoids it. So does TRUNCATE, and a column dropped, renamed or
 *       changed in type.
 *   <li>Whether a table allows NULL is taken from the pipeline; NULL where none may be fails the
 *       job. In columns that may be NULL, a value lost before the converter is not told from NULL;
 *       no such loss is known for the supported types.
 *   <li>Queues are counted in rows (8192), not bytes: very wide rows need heap.
 *   <li>"Idle" means that the server has sent all that was there at the start, and now has nothing
 *       to send. While it decodes a huge transaction it seems idle, and the source fresher than it
 *       is; the time of a commit never goes back, so it is too late then.
 *   <li>With synchronous replication, a transaction that is logged when the slot is made but not
 *       yet seen by others may be in neither snapshot nor stream. Make the slot while no writer
 *       waits.
 *   <li>One host, no change of timeline is noticed; a lost slot means starting afresh.
 *   <li>The connector logs keys of chunks at INFO, and its settings with the password: keep {@code
 *       org.apache.flink.cdc} and {@code io.debezium} at WARN.
 *   <li>It replaces a private field of Debezium (see {@link
 *       io.millrace.source.flinkcdc.TransactionDecoder}); another version fails at the start.
 * </ul>
 */
package io.millrace.source.flinkcdc;
