package io.millrace.catalog;

/** What of the old row Postgres writes into the log for an update or delete. */
public enum ReplicaIdentity {
  /** The primary key. */
  DEFAULT,
  /** The columns of one unique index. */
  INDEX,
  /** The whole row. */
  FULL,
  /** Nothing: such a table cannot be followed. */
  NOTHING
}
