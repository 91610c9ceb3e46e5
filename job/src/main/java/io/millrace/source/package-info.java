/**
 * Sources: what reads a database or a log and gives {@link io.millrace.change.LogEvent}s. Here is
 * what sources share: which tables and columns are wanted, and how a source fails. A source knows
 * {@code change} and its own options; it knows no catalogue, no query and no other step.
 */
package io.millrace.source;
