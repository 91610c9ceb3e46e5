/**
 * Random histories on real servers: schemas and queries of {@link io.millrace.proof.history}, with
 * more types of columns, real constraints and tables without a key, changed by several sessions at
 * once while the job reads its snapshot, follows the log, fails and goes on; every published commit
 * is looked at by {@link io.millrace.proof.oracle.Oracle}.
 *
 * <p>A seed gives the schema, the queries, the sessions' statements and what happens to the job.
 * How these meet in time the servers decide, so a replay may have to be repeated.
 */
package io.millrace.proof.real;
