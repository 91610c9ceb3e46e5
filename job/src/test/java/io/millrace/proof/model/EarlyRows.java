package io.millrace.proof.model;

/** When a sink's writers may publish rows before their checkpoint. */
public enum EarlyRows {
  NEVER,
  ALWAYS,
  /** When the watermark at which the tables are consistent has passed the writer. */
  ONCE_CONSISTENT,
  /** When a checkpoint at or behind that watermark has completed: no row is read again. */
  ONCE_LOADED
}
