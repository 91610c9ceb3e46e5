package io.millrace.sink.clickhouse.client;

import java.io.IOException;

/** A request that failed, and what that means. */
public final class ClickHouseException extends IOException {

  private static final long serialVersionUID = 1;

  /** No code: the server did not say, or was not reached. */
  public static final int NO_CODE = 0;

  private final FailureKind kind;
  private final int code;

  public ClickHouseException(FailureKind kind, int code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
  }

  public FailureKind kind() {
    return kind;
  }

  public int code() {
    return code;
  }
}
