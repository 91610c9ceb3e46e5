package io.millrace.query;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/**
 * SQL text to syntax tree. Calcite's Babel grammar, because its standard one reserves words that
 * are good column names in Postgres (value, date, year, …). Names keep their letters: {@link
 * SqlName} folds them.
 */
final class QueryParser {

  private QueryParser() {}

  private static final SqlParser.Config GRAMMAR =
      SqlParser.config()
          .withParserFactory(SqlBabelParserImpl.FACTORY)
          .withConformance(SqlConformanceEnum.BABEL)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(true)
          .withIdentifierMaxLength(Short.MAX_VALUE);

  private static final int MAX_CHARACTERS = 100_000;
  private static final Pattern END = Pattern.compile("[\\s;]*\\z");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_$]+|\\S");
  private static final String SYNTAX_REMEDY =
      "Look at what stands just before it: a comma, a parenthesis or a keyword is missing or too"
          + " much.";

  /** The query without what may follow it: white space and semicolons. */
  static String bare(String query) {
    return END.matcher(query).replaceFirst("");
  }

  static SqlNode parse(String query) {
    String text = bare(query);
    if (text.length() > MAX_CHARACTERS) {
      throw new Refusal(
          SqlParserPos.ZERO, "the query is longer than 100,000 characters", "Shorten it.");
    }
    try {
      return SqlParser.create(text, GRAMMAR).parseQuery();
    } catch (SqlParseException e) {
      throw syntaxError(text, e.getPos());
    } catch (RuntimeException | StackOverflowError e) {
      throw new Refusal(
          SqlParserPos.ZERO,
          "the query cannot be understood",
          "Write one SELECT over tables with LEFT or INNER joins.");
    }
  }

  private static Refusal syntaxError(String text, SqlParserPos position) {
    Matcher word = WORD.matcher(text);
    if (position == null || !word.find(offset(text, position))) {
      SqlParserPos end = position == null ? SqlParserPos.ZERO : position;
      return new Refusal(end, "syntax error: the query ends too early", "Write the rest of it.");
    }
    String token = word.group().toLowerCase(Locale.ROOT);
    if (token.equals(";")) {
      return new Refusal(
          position, "more than one statement", "Write one SELECT for one target table.");
    }
    String remedy =
        Character.isLetter(token.charAt(0))
            ? SYNTAX_REMEDY + " If it is a name, write it in double quotes: \"" + token + "\"."
            : SYNTAX_REMEDY;
    return new Refusal(position, "syntax error at \"" + word.group() + "\"", remedy);
  }

  private static int offset(String text, SqlParserPos position) {
    int offset = 0;
    for (int line = 1; line < position.getLineNum(); line++) {
      offset = text.indexOf('\n', offset) + 1;
    }
    return Math.min(text.length(), offset + Math.max(0, position.getColumnNum() - 1));
  }
}
