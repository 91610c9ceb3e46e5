package io.millrace.sink.clickhouse.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Names and strings as ClickHouse's SQL takes them, whatever stands in them. */
public final class Sql {

  private Sql() {}

  /** {@code `name`}. */
  public static String identifier(String name) {
    return '`' + name.replace("\\", "\\\\").replace("`", "\\`") + '`';
  }

  public static String qualified(String database, String table) {
    return identifier(database) + '.' + identifier(table);
  }

  public static String identifiers(Collection<String> names) {
    return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
  }

  /** {@code 'text'}. */
  public static String literal(String text) {
    return '\'' + text.replace("\\", "\\\\").replace("'", "\\'") + '\'';
  }

  /**
   * The parts of a list such as {@code a, f(b, c), `d,e`}, split at the commas that stand in no
   * bracket and in no quotes.
   */
  public static List<String> splitList(String list) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < list.length(); i++) {
      switch (list.charAt(i)) {
        case '(', '[' -> depth++;
        case ')', ']' -> depth--;
        case '`', '\'', '"' -> i = endOfQuoted(list, i);
        case ',' -> {
          if (depth == 0) {
            parts.add(list.substring(from, i).strip());
            from = i + 1;
          }
        }
        default -> {}
      }
    }
    if (!list.substring(from).isBlank()) {
      parts.add(list.substring(from).strip());
    }
    return parts;
  }

  private static int endOfQuoted(String text, int open) {
    for (int i = open + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == text.charAt(open)) {
        return i;
      }
    }
    return text.length() - 1;
  }

  /** The name an expression consists of, without its quotes; null when it is more than a name. */
  public static String bareName(String expression) {
    if (expression.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      return expression;
    }
    boolean quoted =
        expression.length() > 2
            && (expression.charAt(0) == '`' || expression.charAt(0) == '"')
            && endOfQuoted(expression, 0) == expression.length() - 1;
    return quoted
        ? expression.substring(1, expression.length() - 1).replaceAll("\\\\(.)", "$1")
        : null;
  }
}
