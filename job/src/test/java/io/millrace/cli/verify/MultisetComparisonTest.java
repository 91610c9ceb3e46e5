package io.millrace.cli.verify;

import static io.millrace.cli.verify.Rows.at;
import static io.millrace.cli.verify.Rows.compare;
import static io.millrace.cli.verify.Rows.printed;
import static io.millrace.cli.verify.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What differs between two multisets of rows is found, and nothing else. */
class MultisetComparisonTest {

  private static final List<ComparedRow> SOME =
      List.of(row("a", "1"), row("b", "2"), row("b", "2"));

  @Test
  void theOrderOfRowsDoesNotCount() {
    MultisetDifference difference =
        compare(SOME, List.of(row("b", "2"), row("a", "1"), row("b", "2")));

    assertThat(difference.isNone()).isTrue();
    assertThat(difference.postgresRows()).isEqualTo(3);
  }

  @Test
  void aMissingRow() {
    assertThat(printed(compare(SOME, SOME.subList(1, 3)))).containsExactly("a|1: MISSING 1");
  }

  @Test
  void anExtraRow() {
    assertThat(printed(compare(SOME.subList(1, 3), SOME))).containsExactly("a|1: EXTRA 1");
  }

  @Test
  void aRowThatOneSideHasMoreOften() {
    assertThat(printed(compare(SOME, SOME.subList(0, 2)))).containsExactly("b|2: MISSING 1");
    assertThat(printed(compare(SOME.subList(0, 2), SOME))).containsExactly("b|2: REPEATED 1");
  }

  @Test
  void equalRowsDoNotCancelOut() {
    assertThat(printed(compare(List.of(), SOME.subList(1, 3)))).containsExactly("b|2: EXTRA 2");
    assertThat(printed(compare(List.of(row("a"), row("a")), List.of(row("b"), row("b")))))
        .containsExactly("a: MISSING 2", "b: EXTRA 2");
  }

  /** As many rows of both, in one bucket: only what their hashes come to tells them apart. */
  @Test
  void equalRowsOfOneBucketDoNotCancelOut() {
    ComparedRow a = row("a");
    ComparedRow b =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> row("b" + i))
            .filter(each -> bucket(each) == bucket(a))
            .findFirst()
            .orElseThrow();

    MultisetDifference difference = compare(List.of(a, a), List.of(b, b));

    assertThat(difference.rows()).hasSize(2);
    MultisetDifference unread = compare(List.of(a, a), List.of(b, b), 0);
    assertThat(unread.unread().cardinality()).isEqualTo(1);
    assertThat(unread.unreadMissing()).isEqualTo(1);
    assertThat(unread.unreadSurplus()).isEqualTo(1);
  }

  private static int bucket(ComparedRow row) {
    return new RowHash.Digest().of(row.values()).bucket();
  }

  @Test
  void valuesInOtherRows() {
    assertThat(
            printed(
                compare(
                    List.of(row("a", "1"), row("b", "2")), List.of(row("a", "2"), row("b", "1")))))
        .containsExactly("a|1: MISSING 1", "a|2: EXTRA 1", "b|1: EXTRA 1", "b|2: MISSING 1");
  }

  @Test
  void valuesInOtherColumns() {
    assertThat(printed(compare(List.of(row("ab", "c")), List.of(row("a", "bc")))))
        .containsExactly("ab|c: MISSING 1", "a|bc: EXTRA 1");
    assertThat(compare(List.of(row("a", "b")), List.of(row("b", "a"))).rows()).hasSize(2);
    assertThat(compare(List.of(row("a", null)), List.of(row(null, "a"))).rows()).hasSize(2);
  }

  @Test
  void nullIsNotEmpty() {
    assertThat(printed(compare(List.of(row("a", null)), List.of(row("a", "")))))
        .containsExactly("a|: EXTRA 1", "a|NULL: MISSING 1");
    assertThat(compare(List.of(row("a", null)), List.of(row("a", null))).isNone()).isTrue();
  }

  @Test
  void rowsThatChangedSinceTheCutAreLeftOut() {
    List<ComparedRow> clickHouse = List.of(at(99, "a"), at(100, "b"), at(101, "c"), at(1, "d"));
    RowStream unchanged = new UnchangedRows(new ListedRows(clickHouse), 100);

    assertThat(unchanged.next()).isSameAs(clickHouse.get(0));
    assertThat(unchanged.next()).isSameAs(clickHouse.get(3));
    assertThat(unchanged.next()).isNull();
  }

  @Test
  void rowsThatDoNotFitAreCounted() {
    List<ComparedRow> many = IntStream.range(0, 5000).mapToObj(i -> row("r" + i)).toList();

    MultisetDifference lacking = compare(many, List.of(), 10_000);
    MultisetDifference surplus = compare(List.of(), many, 10_000);

    assertThat(lacking.rows()).hasSizeBetween(10, 60);
    assertThat(lacking.unreadMissing() + lacking.rows().size()).isEqualTo(5000);
    assertThat(lacking.unreadSurplus()).isZero();
    assertThat(surplus.unreadSurplus() + surplus.rows().size()).isEqualTo(5000);
    assertThat(surplus.unreadMissing()).isZero();
  }

  @Test
  void manyEqualRowsFit() {
    List<ComparedRow> equal = Collections.nCopies(100_000, row("same"));

    assertThat(printed(compare(equal, equal.subList(0, 99_998), 1_000)))
        .containsExactly("same: MISSING 2");
  }

  /** Against a map. With little memory, what is not found is said to be unread. */
  @Test
  void randomMultisets() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      int distinct = 1 + random.nextInt(300);
      List<ComparedRow> postgres = rows(random, distinct);
      List<ComparedRow> clickHouse =
          random.nextInt(4) == 0 ? shuffled(postgres, random) : rows(random, distinct);
      Map<String, Long> expected = new HashMap<>();
      postgres.forEach(each -> expected.merge(text(each), 1L, Long::sum));
      clickHouse.forEach(each -> expected.merge(text(each), -1L, Long::sum));

      MultisetDifference all = compare(postgres, clickHouse);
      assertThat(sum(all, CountedRow::missing)).as("seed " + seed).isEqualTo(above(expected, 1));
      assertThat(sum(all, CountedRow::surplus)).as("seed " + seed).isEqualTo(above(expected, -1));

      MultisetDifference some = compare(postgres, clickHouse, random.nextInt(50_000));
      for (CountedRow row : some.rows()) {
        assertThat(row.missing() - row.surplus())
            .as("seed " + seed)
            .isEqualTo(expected.get(text(new ComparedRow(List.of(), row.values(), 0))));
      }
      assertThat(some.isNone()).as("seed " + seed).isEqualTo(all.isNone());
      assertThat(sum(some, CountedRow::missing) + some.unreadMissing())
          .as("seed " + seed)
          .isLessThanOrEqualTo(above(expected, 1));
    }
  }

  private static List<ComparedRow> rows(Random random, int distinct) {
    List<ComparedRow> rows = new ArrayList<>();
    for (int i = random.nextInt(400); i > 0; i--) {
      rows.add(row("r" + random.nextInt(distinct), random.nextBoolean() ? null : "x"));
    }
    return rows;
  }

  private static List<ComparedRow> shuffled(List<ComparedRow> rows, Random random) {
    List<ComparedRow> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  private static String text(ComparedRow row) {
    return new String(row.values()[0], StandardCharsets.UTF_8)
        + (row.values()[1] == null ? "" : "x");
  }

  private static long sum(MultisetDifference difference, ToLongFunction<CountedRow> count) {
    return difference.rows().stream().mapToLong(count).sum();
  }

  private static long above(Map<String, Long> counts, int sign) {
    return counts.values().stream().mapToLong(count -> Math.max(0, sign * count)).sum();
  }
}
