package io.millrace.pipeline;

/** Whether a fresh start reads the tables before it follows the log. */
public enum SnapshotMode {
  /** Reads every table, then follows the log. */
  INITIAL,
  /** Follows the log only: rows that are there already stay unknown until they change. */
  NEVER,
  /** Reads every table and ends. */
  ONLY
}
