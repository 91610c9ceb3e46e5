package io.millrace.sink.clickhouse;

/** What to do about rows that target tables already hold. */
public enum ExistingRows {
  /** Leave them: the job goes on from a savepoint, or does not start yet. */
  KEEP,
  /** Refuse: rows that the source no longer has would stay for ever. */
  REFUSE,
  /** Remove them. */
  TRUNCATE
}
