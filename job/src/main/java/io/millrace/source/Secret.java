package io.millrace.source;

import java.io.Serializable;

/** A value that must not be printed. */
public record Secret(String value) implements Serializable {

  public static final Secret NONE = new Secret("");

  @Override
  public String toString() {
    return value.isEmpty() ? "" : "***";
  }
}
