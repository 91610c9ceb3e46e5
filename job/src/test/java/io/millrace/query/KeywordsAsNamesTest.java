package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.catalog.TestCatalog;
import io.millrace.pipeline.InvalidPipeline;
import io.millrace.pipeline.TableDefinition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.junit.jupiter.api.Test;

/** A word that Postgres takes as a name is one here, whatever Calcite thinks of it. */
class KeywordsAsNamesTest {

  private static final List<String> FREE_QUERIES =
      List.of(
          "SELECT WORD, t.id, t.WORD AS a FROM t LEFT JOIN u ON u.id = WORD",
          "SELECT WORD.id, WORD.WORD FROM t AS WORD LEFT JOIN u ON WORD.WORD = u.id",
          "SELECT WORD AS a, id, WORD FROM WORD");

  private static final List<String> COMMON =
      List.of("date", "time", "timestamp", "interval", "row", "range", "values", "new", "order");

  private static final List<String> ANY_QUERIES =
      List.of(
          "SELECT t.WORD, t.id, t.x AS a FROM t LEFT JOIN u ON t.WORD = u.id",
          "SELECT id, t.WORD AS a, x AS WORD FROM public.WORD t");

  /**
   * Words that Calcite's grammar reserves, and some of the others that it knows. Not all, because
   * parsing again takes time.
   */
  private static List<String> keywords() {
    SqlAbstractParserImpl.Metadata grammar =
        SqlParser.create("", SqlParser.config().withParserFactory(SqlBabelParserImpl.FACTORY))
            .getMetadata();
    Set<String> reserved = new TreeSet<>();
    List<String> others = new ArrayList<>();
    for (String token : new TreeSet<>(grammar.getTokens())) {
      if (token.matches("[A-Z_]+")) {
        (grammar.isNonReservedKeyword(token) ? others : reserved)
            .add(token.toLowerCase(Locale.ROOT));
      }
    }
    assertThat(reserved).contains("date", "select");
    assertThat(others).contains("value");
    Collections.shuffle(others, new Random(1));
    List<String> words = new ArrayList<>(reserved);
    Collections.shuffle(words, new Random(1));
    words.removeAll(COMMON);
    List<String> chosen = new ArrayList<>(COMMON);
    chosen.addAll(words.subList(0, 15));
    chosen.addAll(others.subList(0, 10));
    return chosen;
  }

  private static List<String> failures(List<String> queries, String word) {
    TestCatalog catalog =
        new TestCatalog()
            .table("t", "id bigint!, x text, " + word + " bigint", "id")
            .table(word, "id bigint!, x text, " + word + " bigint", "id")
            .table("u", "id bigint!", "id");
    List<String> failures = new ArrayList<>();
    for (String query : queries) {
      String text = query.replace("WORD", word);
      try {
        TargetQuery target =
            new QueryPlanner(catalog).plan(List.of(TableDefinition.of("t", text))).targets().get(0);
        if (!target.root().columns().contains(word)) {
          failures.add(text + " reads something else");
        }
      } catch (InvalidPipeline e) {
        failures.add(text + " -> " + e.getMessage());
      }
    }
    return failures;
  }

  /** But for {@code SELECT stream …}, which is refused with the advice to quote it. */
  @Test
  void wordsThatPostgresLeavesFreeAreNames() {
    List<String> failures = new ArrayList<>();
    for (String word : keywords()) {
      if (!SqlName.isReserved(word) && !word.equals("stream")) {
        failures.addAll(failures(FREE_QUERIES, word));
      }
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void everyWordIsANameAfterADotOrAs() {
    List<String> failures = new ArrayList<>();
    for (String word : keywords()) {
      failures.addAll(failures(ANY_QUERIES, word));
    }
    assertThat(failures).isEmpty();
  }
}
