package io.millrace.sink.clickhouse.encode;

import io.millrace.change.Position;

/** A value that the target's column cannot hold exactly. */
public final class UnrepresentableValueException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String reason;

  UnrepresentableValueException(
      String table, String column, Position position, String reason, String remedy) {
    super("table %s, column %s, at %s: %s. %s".formatted(table, column, position, reason, remedy));
    this.reason = "column " + column + " " + reason;
  }

  /** What is wrong, without table and place. */
  public String reason() {
    return reason;
  }
}
