package io.millrace.cli.verify;

import java.sql.SQLException;

/** Postgres failed while rows were read; the cause says how. */
final class ReadFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final SQLException reason;

  ReadFailure(String what, SQLException reason) {
    super(what, reason);
    this.reason = reason;
  }

  SQLException reason() {
    return reason;
  }
}
