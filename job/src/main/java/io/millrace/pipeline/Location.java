package io.millrace.pipeline;

import java.io.Serializable;

/**
 * A place in a file.
 *
 * @param line from 1; 0 when the file as a whole is meant
 * @param column from 1, in characters
 */
public record Location(String file, int line, int column) implements Serializable {

  public static Location of(String file) {
    return new Location(file, 0, 0);
  }

  /** As compilers print it, so that editors can jump there: {@code pipeline.yaml:3:5}. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
