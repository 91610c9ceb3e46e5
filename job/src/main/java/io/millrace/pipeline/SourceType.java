package io.millrace.pipeline;

/** What kind of system the rows come from. */
public enum SourceType {
  /** A Postgres database, through logical replication. */
  POSTGRES
}
