package io.millrace.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A query's text in pieces: words, quoted names, strings, signs; white space and comments go. */
record SqlTokens(List<Token> list) {

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<skip>\\s+|--[^\\n]*|/\\*.*?\\*/)"
              + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_$]*)"
              + "|\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|.",
          Pattern.DOTALL);

  /**
   * @param start offset of its first character
   * @param isWord a keyword or a name without quotes
   */
  record Token(int start, String text, boolean isWord) {

    int end() {
      return start + text.length();
    }

    boolean is(String other) {
      return text.equalsIgnoreCase(other);
    }
  }

  static SqlTokens of(String text) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      if (matcher.group("skip") == null) {
        tokens.add(new Token(matcher.start(), matcher.group(), matcher.group("word") != null));
      }
    }
    return new SqlTokens(tokens);
  }

  /** Index of the first token that begins at or after the offset; one past the last, if none. */
  int indexAt(int offset) {
    int index = 0;
    while (index < list.size() && list.get(index).start() < offset) {
      index++;
    }
    return index;
  }

  /** The token, or one without text when there is none. */
  Token get(int index) {
    return index >= 0 && index < list.size() ? list.get(index) : new Token(0, "", false);
  }
}
