/**
 * Seeded databases: schemas, queries over them, transactions, and how a source gives them, with a
 * snapshot that overlaps the log. Knows nothing of operators.
 */
package io.millrace.proof.history;
