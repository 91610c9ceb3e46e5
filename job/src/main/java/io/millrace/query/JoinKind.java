package io.millrace.query;

/** What happens to a row whose joined row is missing. */
public enum JoinKind {
  /** The joined columns are NULL. */
  LEFT,
  /** The row leaves the result. */
  INNER
}
