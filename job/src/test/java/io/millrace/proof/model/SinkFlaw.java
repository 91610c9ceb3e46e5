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
  HALF_A_COMMIT
}
