package io.millrace.query;

import java.io.Serializable;

/** What an output column is made of. Functions and operators will be further cases. */
public sealed interface Expression extends Serializable {

  /**
   * A column as it is.
   *
   * @param alias of the table in the join tree
   * @param column its name in that table
   */
  record ColumnReference(String alias, String column) implements Expression {}
}
