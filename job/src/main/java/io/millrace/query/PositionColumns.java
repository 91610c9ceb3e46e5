package io.millrace.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A row's place in the log, where a query selects it. */
final class PositionColumns {

  private PositionColumns() {}

  /** An item of the SELECT list, from its first character to behind its last. */
  private record Item(String name, int from, int to) {}

  /**
   * The query with NULL in place of some items of its SELECT list, so that Postgres can run it.
   *
   * @param names of those items in the result
   */
  static String blanked(String query, Set<String> names) {
    QueryParser.Parsed parsed = QueryParser.parse(query);
    QuotedText text = parsed.text();
    List<Item> items = new ArrayList<>();
    for (SqlNode node : ((SqlSelect) parsed.statement()).getSelectList()) {
      String name = name(node);
      if (names.contains(name)) {
        SqlParserPos place = node.getParserPosition();
        SqlParserPos last = new SqlParserPos(place.getEndLineNum(), place.getEndColumnNum());
        items.add(new Item(name, text.offset(place), text.offset(last) + 1));
      }
    }
    StringBuilder blanked = new StringBuilder(text.text());
    items.sort(Comparator.comparingInt(Item::from).reversed());
    items.forEach(
        item -> blanked.replace(item.from(), item.to(), "NULL AS " + SqlName.quote(item.name())));
    return blanked.toString();
  }

  /** The column that an item makes; null for {@code *}. */
  private static String name(SqlNode node) {
    SqlNode named =
        node.getKind() == SqlKind.AS && node instanceof SqlCall as ? as.operand(1) : node;
    if (!(named instanceof SqlIdentifier identifier) || identifier.isStar()) {
      return null;
    }
    List<SqlName> parts = SqlName.parts(identifier);
    return parts.get(parts.size() - 1).text();
  }
}
