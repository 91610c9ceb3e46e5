package io.millrace.query;

import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/**
 * SQL text to syntax tree, with names as Postgres knows them.
 *
 * <p>Calcite reserves words that are good names in Postgres. Its Babel grammar frees most of them
 * (value, year, …). The others (date, time, timestamp, row, range, …) are put in quotes: after a
 * dot always, elsewhere when parsing stops at one, and then parsing begins again. So {@code DATE
 * '2026-01-01'} stays a date, and a column called date is a column. Letters stay as they are:
 * {@link SqlName} folds them.
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

  private static final SqlAbstractParserImpl.Metadata KEYWORDS =
      SqlParser.create("", GRAMMAR).getMetadata();
  private static final int MAX_CHARACTERS = 100_000;
  private static final int MAX_QUOTED_WORDS = 200;
  private static final Pattern END = Pattern.compile("[\\s;]*\\z");

  /**
   * A statement, and the text that it was parsed from.
   *
   * @param text for places in the syntax tree
   */
  record Parsed(SqlNode statement, QuotedText text) {}

  /** The query without what may follow it: white space and semicolons. */
  static String bare(String query) {
    return END.matcher(query).replaceFirst("");
  }

  static Parsed parse(String query) {
    QuotedText original = QuotedText.of(bare(query));
    if (query.length() > MAX_CHARACTERS) {
      throw new Refusal(
          SqlParserPos.ZERO, "the query is longer than 100,000 characters", "Shorten it.");
    }
    SqlParseException first = null;
    QuotedText text = quoteWordsAfterDots(original);
    for (int words = 0; text != null && words < MAX_QUOTED_WORDS; words++) {
      try {
        return new Parsed(parseOnce(text.text()), text);
      } catch (SqlParseException e) {
        first = first == null ? e : first;
        text = quoteWordAt(text, e);
      }
    }
    throw syntaxError(original, place(first));
  }

  private static QuotedText quoteWordsAfterDots(QuotedText original) {
    QuotedText text = original;
    SqlTokens tokens = SqlTokens.of(original.text());
    for (int i = tokens.list().size() - 1; i > 0; i--) {
      SqlTokens.Token word = tokens.get(i);
      if (tokens.get(i - 1).is(".") && word.isWord() && isKeyword(word.text())) {
        text = text.quote(word);
      }
    }
    return text;
  }

  private static SqlNode parseOnce(String text) throws SqlParseException {
    try {
      return SqlParser.create(text, GRAMMAR).parseQuery();
    } catch (RuntimeException | StackOverflowError e) {
      throw new Refusal(
          SqlParserPos.ZERO,
          "the query cannot be understood",
          "Write one SELECT over tables with LEFT or INNER joins.");
    }
  }

  private static SqlParserPos place(SqlParseException error) {
    return error.getPos() == null ? SqlParserPos.ZERO : error.getPos();
  }

  /** Null when no word there could be a name. */
  private static QuotedText quoteWordAt(QuotedText text, SqlParseException error) {
    SqlTokens tokens = SqlTokens.of(text.text());
    int at = tokens.indexAt(text.offset(place(error)));
    for (int index : new int[] {at, at + 1, at - 1, at - 2}) {
      if (couldBeName(tokens, index)) {
        return text.quote(tokens.get(index));
      }
    }
    return null;
  }

  /** Postgres takes any word as a name after a dot or AS, elsewhere all but the reserved ones. */
  private static boolean couldBeName(SqlTokens tokens, int index) {
    SqlTokens.Token word = tokens.get(index);
    SqlTokens.Token before = tokens.get(index - 1);
    boolean anyWord = before.is(".") || before.is("AS");
    return word.isWord() && isKeyword(word.text()) && (anyWord || !SqlName.isReserved(word.text()));
  }

  private static boolean isKeyword(String word) {
    return KEYWORDS.isKeyword(word.toUpperCase(Locale.ROOT));
  }

  private static Refusal syntaxError(QuotedText text, SqlParserPos position) {
    SqlTokens tokens = SqlTokens.of(text.text());
    SqlTokens.Token token = tokens.get(tokens.indexAt(text.offset(position)));
    if (token.text().isEmpty()) {
      return new Refusal(
          position, "syntax error: the query ends too early", "Write the rest of it.");
    }
    if (token.is(";")) {
      return new Refusal(
          position, "more than one statement", "Write one SELECT for one target table.");
    }
    String ifName =
        isKeyword(token.text())
            ? " If it is a name, write it in double quotes: "
                + SqlName.quote(SqlName.fold(token.text()))
                + "."
            : "";
    return new Refusal(
        position,
        "syntax error at '" + token.text() + "'",
        "Look at what stands just before it: a comma, a parenthesis or a keyword is missing or too"
            + " much."
            + ifName);
  }
}
