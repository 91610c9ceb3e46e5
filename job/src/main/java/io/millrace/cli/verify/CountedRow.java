package io.millrace.cli.verify;

import io.millrace.cli.verify.Difference.Kind;

/**
 * A row, and how often each side has it.
 *
 * @param values see {@link ComparedRow}
 */
record CountedRow(RowHash hash, byte[][] values, long postgres, long clickHouse) {

  /** How many ClickHouse lacks. */
  long missing() {
    return Math.max(0, postgres - clickHouse);
  }

  /** How many ClickHouse has too many. */
  long surplus() {
    return Math.max(0, clickHouse - postgres);
  }

  Kind kind() {
    if (missing() > 0) {
      return Kind.MISSING;
    }
    return postgres == 0 ? Kind.EXTRA : Kind.REPEATED;
  }
}
