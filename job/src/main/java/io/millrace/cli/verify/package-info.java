/**
 * Proves that target tables equal their queries over Postgres at one commit position: full content,
 * both ways, also while changes go on. {@link io.millrace.cli.verify.Verification} is what the
 * command and tests call.
 *
 * <p>The way: {@link io.millrace.cli.verify.Cut} fixes a position of the log together with what
 * Postgres looks like there; {@link io.millrace.cli.verify.PublishedCommits} waits until ClickHouse
 * has passed it; both sides are read in one order ({@link io.millrace.cli.verify.KeyOrder}) and
 * merged. A row of ClickHouse whose version lies before the cut has not changed since, so it must
 * equal Postgres's; one whose version lies behind it is looked at again at the next cut, and so is
 * one that ClickHouse lacks ({@link io.millrace.cli.verify.SuspectKeys}).
 *
 * <p>Postgres does not know the key of a table that is keyed by each row's place in the log. Its
 * two sides are compared as multisets of the other columns ({@link
 * io.millrace.cli.verify.MultisetComparison}), by the same rules ({@link
 * io.millrace.cli.verify.MultisetFindings}).
 *
 * <p>The proof's oracle (tests, {@code io.millrace.proof.oracle}) compares every published commit
 * through the same {@link io.millrace.cli.verify.TableComparison}, spellings and order of keys.
 */
package io.millrace.cli.verify;
