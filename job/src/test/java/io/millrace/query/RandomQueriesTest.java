package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.pipeline.InvalidPipeline;
import io.millrace.pipeline.TableDefinition;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is typed, the answer is a plan or a message for people. */
class RandomQueriesTest {

  private static final List<String> WORDS =
      List.of(
          "SELECT",
          "FROM",
          "LEFT",
          "JOIN",
          "ON",
          "AND",
          "AS",
          "WHERE",
          "GROUP",
          "BY",
          "ORDER",
          "(",
          ")",
          ",",
          ".",
          "=",
          "*",
          ";",
          "\"",
          "'",
          "orders",
          "customers",
          "o",
          "c",
          "id",
          "o.id",
          "c.id",
          "customer_id",
          "o.customer_id",
          "name",
          "date",
          "interval",
          "row",
          "1",
          "'x'",
          "--",
          "/*",
          "*/",
          "::",
          "$1",
          "\n",
          "ö",
          "🙂",
          "\u0000",
          "UNION",
          "OVER",
          "CASE",
          "END",
          "orders o",
          "LEFT JOIN customers c ON c.id = o.customer_id",
          "SELECT o.id FROM orders o");

  @Test
  void neverThrowsAnythingElse() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int planned = 0;
    for (int i = 0; i < 500; i++) {
      StringBuilder query =
          new StringBuilder(random.nextInt(4) == 0 ? "" : "SELECT o.id FROM orders o ");
      for (int words = random.nextInt(12); words > 0; words--) {
        query
            .append(WORDS.get(random.nextInt(WORDS.size())))
            .append(random.nextInt(5) == 0 ? "" : " ");
      }
      planned += plan(query.toString(), seed) ? 1 : 0;
    }
    assertThat(planned).as("seed " + seed).isPositive();
  }

  @Test
  void survivesDepth() {
    plan("SELECT o.id FROM orders o LEFT JOIN customers c ON " + "(".repeat(20_000), 0);
    plan("SELECT " + "(".repeat(9_000) + "1" + ")".repeat(9_000) + " FROM orders", 0);
    plan(
        "SELECT o.id FROM orders o LEFT JOIN customers c ON c.id = o.id"
            + " AND c.id = o.id".repeat(5_000),
        0);
  }

  private static boolean plan(String query, long seed) {
    try {
      new QueryPlanner(Shop.catalog()).plan(List.of(TableDefinition.of("t", query)));
      return true;
    } catch (InvalidPipeline e) {
      assertThat(e.getMessage())
          .as("seed %d: %s", seed, query)
          .doesNotContain("calcite", "Exception", "Sql", "Encountered", "null");
      assertThat(e.problems())
          .allSatisfy(problem -> assertThat(problem.location().column()).isPositive());
      return false;
    } catch (RuntimeException | Error e) {
      return fail("seed " + seed + ": " + query, e);
    }
  }
}
