/**
 * The oracle on real servers: what every published commit must have been, and whether it was.
 *
 * <p>{@link io.millrace.proof.oracle.Oracle} is installed before the job starts. On Postgres's side
 * {@link io.millrace.proof.oracle.SourceHistory} records by triggers what every row became, and in
 * which transaction; a replication slot of its own says where each transaction committed. So the
 * tables can be put back as of any commit position, into a schema {@code as_of}, where the target's
 * own query text is run. On ClickHouse's side merges are off, so every version is still there
 * ({@link io.millrace.cli.verify.TargetHistory}).
 *
 * <p>The comparison is that of {@code verify} ({@link io.millrace.cli.verify}).
 */
package io.millrace.proof.oracle;
