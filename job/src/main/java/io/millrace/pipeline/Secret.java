package io.millrace.pipeline;

import java.io.Serializable;

/**
 * A password. It prints as {@code ***}, so that no log, message or web page shows it by accident.
 */
public record Secret(String value) implements Serializable {

  public static final Secret NONE = new Secret("");

  public boolean isEmpty() {
    return value.isEmpty();
  }

  @Override
  public String toString() {
    return "***";
  }
}
