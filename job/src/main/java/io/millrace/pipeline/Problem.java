package io.millrace.pipeline;

/**
 * One thing that is wrong with what the user wrote.
 *
 * @param what is wrong; names keys, tables and columns, never a secret
 * @param remedy what to do about it
 */
public record Problem(Location location, String what, String remedy) {

  /** {@code pipeline.yaml:3:5: unknown key "sorce". Did you mean "source"?}. */
  @Override
  public String toString() {
    return location + ": " + what + ". " + remedy;
  }
}
