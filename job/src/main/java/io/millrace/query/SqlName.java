package io.millrace.query;

import io.millrace.change.TableId;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A name as Postgres reads it: without quotes, ASCII letters fold to lower case, other letters stay
 * as they are.
 */
record SqlName(String text, boolean quoted, SqlParserPos position) {

  /** Words that Postgres reads as a column's or a table's name only in quotes. */
  private static final Set<String> RESERVED =
      Set.of(
          ("all analyse analyze and any array as asc asymmetric authorization binary both case cast "
                  + "check collate collation column concurrently constraint create cross current_catalog "
                  + "current_date current_role current_schema current_time current_timestamp current_user "
                  + "default deferrable desc distinct do else end except false fetch for foreign freeze from "
                  + "full grant group having ilike in initially inner intersect into is isnull join lateral "
                  + "leading left like limit localtime localtimestamp natural not notnull null offset on "
                  + "only or order outer overlaps placing primary references returning right select "
                  + "session_user similar some symmetric table tablesample then to trailing true union "
                  + "unique user using variadic verbose when where window with")
              .split(" "));

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

  /** The parts of a dotted name; the last is empty for a star. */
  static List<SqlName> parts(SqlIdentifier identifier) {
    return IntStream.range(0, identifier.names.size()).mapToObj(i -> part(identifier, i)).toList();
  }

  private static SqlName part(SqlIdentifier identifier, int index) {
    SqlParserPos position = identifier.getComponentParserPosition(index);
    String text = identifier.names.get(index);
    return new SqlName(position.isQuoted() ? text : fold(text), position.isQuoted(), position);
  }

  /**
   * The name, if Postgres too reads it as one here: an unquoted {@code user} would be a function
   * there.
   */
  SqlName checked() {
    if (!quoted && RESERVED.contains(text)) {
      throw reserved(text, position);
    }
    return this;
  }

  static boolean isReserved(String word) {
    return RESERVED.contains(fold(word));
  }

  static Refusal reserved(String word, SqlParserPos position) {
    return new Refusal(
        position,
        "\"" + word + "\" is a word of the query language",
        "If it is meant as a name, write it in double quotes: \"" + word + "\".");
  }

  boolean isStar() {
    return text.isEmpty();
  }

  /** The name as it can stand in SQL, in quotes always. */
  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** The name as one would write it: in quotes only where it needs them. */
  static String display(String name) {
    return PLAIN.matcher(name).matches() && !RESERVED.contains(name) ? name : quote(name);
  }

  static String display(TableId id) {
    return display(id.schema()) + "." + display(id.name());
  }

  /** ASCII letters in lower case. */
  static String fold(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char letter = lower.charAt(i);
      if (letter >= 'A' && letter <= 'Z') {
        lower.setCharAt(i, (char) (letter + ('a' - 'A')));
      }
    }
    return lower.toString();
  }
}
