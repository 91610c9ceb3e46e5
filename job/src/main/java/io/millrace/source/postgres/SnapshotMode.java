package io.millrace.source.postgres;

/** What is read before the log is followed. */
public enum SnapshotMode {
  /** Every table, then the log. */
  INITIAL,
  /** Nothing: only what the log has from the slot's position on. */
  NEVER,
  /** Every table, and the log as far as the first consistent position; there the source ends. */
  ONLY
}
