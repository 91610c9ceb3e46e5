package io.millrace.source.postgres.decode;

import io.millrace.change.TableId;

/** Names as SQL has them. */
public final class Identifiers {

  private Identifiers() {}

  public static String quote(TableId table) {
    return quote(table.schema()) + "." + quote(table.name());
  }

  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
