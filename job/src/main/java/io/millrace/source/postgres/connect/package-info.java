/**
 * Connections to Postgres, for SQL and for replication, all with the same session settings, so that
 * a value has one text form wherever it is read.
 */
package io.millrace.source.postgres.connect;
