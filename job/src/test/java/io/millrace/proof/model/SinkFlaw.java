package io.millrace.proof.model;

/** Seeded defects of a sink. */
public enum SinkFlaw {
  NONE,
  /** Every insert of a subtask has the same token. */
  TOKEN_REUSED,
  /** An insert sent again gets a token of its own. */
  NEW_TOKEN_FOR_A_RETRY,
  /** Rows are inserted at the barrier, not when the checkpoint has completed. */
  COMMIT_BEFORE_CHECKPOINT,
  /** What a completed checkpoint holds is forgotten when the job fails before the commit. */
  COMMITTABLES_LOST_IN_A_CRASH,
  /** Only one target's rows are in the commit. */
  HALF_A_COMMIT,
  /** Rows read by the snapshot show before their checkpoint. */
  EARLY_ROWS_DURING_THE_FIRST_LOAD,
  /** Rows show early as soon as the tables are consistent, with no checkpoint of that. */
  EARLY_ROWS_BEFORE_THE_LOAD_IS_IN_A_CHECKPOINT,
  EARLY_ROWS_NOT_LOOKED_FOR,
  /** Nothing is looked for once an insert found nothing as young; in a slice older rows follow. */
  EARLY_ROWS_TRUSTED_INSIDE_A_SLICE,
  EARLY_ROWS_SEALED_TOO,
  EARLY_ROWS_FORGOTTEN
}
