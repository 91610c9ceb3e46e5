package io.millrace.change;

import java.io.Serializable;

/**
 * One column of a {@link RowLayout}.
 *
 * @param nullable whether NULL may stand in it; the encoding in a row is the same either way
 */
public record Column(String name, ColumnType type, boolean nullable) implements Serializable {

  @Override
  public String toString() {
    return name + " " + type + (nullable ? "" : " NOT NULL");
  }
}
