package io.millrace.catalog;

import java.sql.SQLException;

/** Postgres did not answer a question about its tables. Whether to try again is in the cause. */
public final class CatalogUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1;

  CatalogUnavailable(String question, SQLException cause) {
    super(
        "Postgres's catalogue cannot be read ("
            + question
            + "; SQLSTATE "
            + cause.getSQLState()
            + ")",
        cause);
  }
}
