package io.millrace.source.postgres.decode;

/**
 * A value that the column's encoding cannot hold exactly. Says why and what to do, never the value;
 * whoever knows table and column adds them.
 */
public final class ValueRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String remedy;

  public ValueRefusedException(String reason, String remedy) {
    super(reason, null, false, false);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
