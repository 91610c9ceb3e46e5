package io.millrace.cli.check;

/**
 * What a check found.
 *
 * @param where the system or file: {@code Postgres localhost:5432/shop}
 * @param what was found; names tables and columns, no values
 * @param remedy what to do about it; empty when there is nothing to do
 */
public record Finding(Severity severity, String where, String what, String remedy) {

  /** One line, for a message. */
  @Override
  public String toString() {
    return where + ": " + what + (remedy.isEmpty() ? "" : ". " + remedy);
  }
}
