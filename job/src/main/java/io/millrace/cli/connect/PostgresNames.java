package io.millrace.cli.connect;

import io.millrace.change.TableId;

/** Names and texts as they may stand in Postgres's SQL. */
public final class PostgresNames {

  private PostgresNames() {}

  /** In double quotes always, so that no name is taken for a word of the language. */
  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  public static String quote(TableId table) {
    return quote(table.schema()) + "." + quote(table.name());
  }

  /** A string literal; right with {@code standard_conforming_strings}, which is the default. */
  public static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }
}
