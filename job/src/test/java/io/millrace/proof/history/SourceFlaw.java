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
  TOAST_AS_NULL
}
