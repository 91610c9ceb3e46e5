package io.millrace.join;

import io.millrace.change.RowLayout;
import java.io.Serializable;

/**
 * One dimension of an assembly.
 *
 * @param inner whether a fact without its row leaves the result; otherwise its columns are NULL
 * @param foreignKey indexes into the fact's own columns
 * @param layout of the dimension's rows, themselves joined ones perhaps
 */
public record Dimension(boolean inner, int[] foreignKey, RowLayout layout) implements Serializable {

  public Dimension {
    foreignKey = foreignKey.clone();
  }
}
