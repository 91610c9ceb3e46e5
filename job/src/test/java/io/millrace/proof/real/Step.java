package io.millrace.proof.real;

import java.util.List;

/** Something that a session does inside a transaction. */
sealed interface Step {

  /**
   * A statement.
   *
   * @param alone whether the transaction goes on without it, should it fail
   */
  record Sql(String text, boolean alone) implements Step {}

  /** Rows in COPY's text format. */
  record Copy(String into, List<String> lines) implements Step {}

  /** Others go on meanwhile. */
  record Pause(int millis) implements Step {}

  /**
   * Does nothing until the job reads the tables; before, it waits for transactions that are open.
   */
  record UntilReading() implements Step {}

  /** Stays open until the first commit is published: across the whole snapshot. */
  record UntilPublished() implements Step {}
}
