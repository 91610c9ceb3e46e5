package io.millrace.catalog;

import java.util.List;
import java.util.stream.Collectors;

/** Says what keys a table has and what the log tells of its old rows, for people. */
public final class KeyDescription {

  private KeyDescription() {}

  /** {@code primary key (id), unique (email), replica identity DEFAULT: the primary key}. */
  public static String of(SourceTable table) {
    if (table.isKeyedByPosition()) {
      return "no key: each row is known by its place in the log";
    }
    String primary =
        table.primaryKey().isEmpty()
            ? "no primary key"
            : "primary key " + columns(table.primaryKey());
    String unique =
        table.uniqueKeys().stream()
            .map(key -> ", unique " + columns(key))
            .collect(Collectors.joining());
    return primary + unique + ", replica identity " + identity(table);
  }

  private static String identity(SourceTable table) {
    return switch (table.replicaIdentity()) {
      case DEFAULT ->
          table.primaryKey().isEmpty()
              ? "DEFAULT: none, as there is no primary key"
              : "DEFAULT: the primary key";
      case INDEX -> "INDEX: " + columns(table.rowKey());
      case FULL -> "FULL: the whole row";
      case NOTHING -> "NOTHING: updates and deletes cannot be followed";
    };
  }

  private static String columns(List<String> names) {
    return "(" + String.join(", ", names) + ")";
  }
}
