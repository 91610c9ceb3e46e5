package io.millrace.sink.clickhouse.client;

/** What a failed request means for the one who sent it. */
public enum FailureKind {
  /** The server could not take it now: back off and send the same again. */
  RETRY,
  /** It may have been done, in whole or in part, or may still be running: look before resending. */
  UNKNOWN_OUTCOME,
  /** The data are refused. Rows are checked before they are sealed, so this is a defect of ours. */
  POISON,
  /** No repetition helps: configuration, rights, or a table that has changed. */
  FATAL
}
