package io.millrace.query;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A query with quotes put around some of its words, which remembers where they stood without them.
 *
 * @param inserted ascending offsets in {@code text} of the quotes that the user did not write
 */
record QuotedText(String text, List<Integer> inserted) {

  static QuotedText of(String text) {
    return new QuotedText(text, List.of());
  }

  /** With quotes around one more word. */
  QuotedText quote(SqlTokens.Token word) {
    String quoted =
        text.substring(0, word.start())
            + SqlName.quote(SqlName.fold(word.text()))
            + text.substring(word.end());
    List<Integer> places = new ArrayList<>(List.of(word.start(), word.end() + 1));
    inserted.forEach(place -> places.add(place < word.start() ? place : place + 2));
    return new QuotedText(quoted, places.stream().sorted().toList());
  }

  /** Offset in the text of a line and column, both from 1. */
  int offset(SqlParserPos position) {
    int offset = 0;
    for (int line = 1; line < position.getLineNum(); line++) {
      offset = text.indexOf('\n', offset) + 1;
    }
    return Math.min(text.length(), offset + Math.max(0, position.getColumnNum() - 1));
  }

  /** Offset in what the user wrote. */
  int original(SqlParserPos position) {
    int offset = offset(position);
    return offset - (int) inserted.stream().filter(place -> place < offset).count();
  }
}
