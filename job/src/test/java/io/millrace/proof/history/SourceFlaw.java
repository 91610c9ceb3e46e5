package io.millrace.proof.history;

/** Seeded defects of a source. */
public enum SourceFlaw {
  NONE,
  WATERMARK_INSIDE_A_TRANSACTION,
  /** The log's first transactions are marked although the snapshot has read later ones. */
  COMMITS_BEFORE_CONSISTENT,
  KEY_CHANGE_WITHOUT_DELETE,
  /** Rows that share an LSN share a position. */
  ONE_POSITION_FOR_A_TRANSACTION,
  SNAPSHOT_BEATS_LOG,
  /** A value that the log left out is taken for NULL. */
  TOAST_AS_NULL,
  TRUNCATE_IGNORED,
  /** And not to all that rows of the table may be in. */
  TRUNCATE_TO_ONE_KEY_GROUP,
  /** It leaves what its own transaction has inserted before it. */
  TRUNCATE_AT_THE_START_OF_ITS_TRANSACTION,
  /** After a restore in the middle of a transaction, what follows is the next one. */
  REST_OF_A_TRANSACTION_SKIPPED
}
