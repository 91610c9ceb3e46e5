package io.millrace.cli.check;

/** How bad a finding is. */
public enum Severity {
  /** As it should be. */
  OK,
  /** Worth knowing. */
  NOTE,
  /** Works now, may hurt later. */
  WARNING,
  /** The job cannot run like this. */
  ERROR
}
