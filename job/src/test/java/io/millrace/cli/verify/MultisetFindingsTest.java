package io.millrace.cli.verify;

import static io.millrace.cli.verify.Rows.compare;
import static io.millrace.cli.verify.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import io.millrace.cli.verify.Difference.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What counts after which cut. */
class MultisetFindingsTest {

  private static final ComparedRow A = row("a");
  private static final ComparedRow B = row("b");
  private static final ComparedRow C = row("c");

  private final MultisetFindings findings =
      new MultisetFindings(
          List.of(new Column("letter", ColumnType.of(ColumnType.Kind.STRING), false)), 10);

  @Test
  void equalTablesNeedOneCut() {
    findings.take(compare(List.of(A, B), List.of(B, A)), 0);

    assertOpen(false, false);
    assertThat(result().counts()).isEmpty();
    assertThat(result().rows()).isEqualTo(2);
  }

  @Test
  void whatIsTooManyCountsAtTheSecondCutWhateverElseChanges() {
    findings.take(compare(List.of(A), List.of(A, A, B)), 1000);
    assertOpen(true, true);
    findings.take(compare(List.of(A, C), List.of(A, A, B, C)), 1000);

    assertOpen(false, false);
    assertThat(result().counts()).isEqualTo(Map.of(Kind.EXTRA, 1L, Kind.REPEATED, 1L));
    assertThat(listed()).containsExactlyInAnyOrder("row (b): extra", "row (a): repeated");
  }

  @Test
  void whatIsTooManyCountsOnce() {
    findings.take(compare(List.of(A, B), List.of(B, C)), 0);
    findings.take(compare(List.of(A, B), List.of(B, C)), 0);

    assertThat(result().counts()).isEqualTo(Map.of(Kind.EXTRA, 1L, Kind.MISSING, 1L));
  }

  /** As a first load has it, of which a cut was made meanwhile. */
  @Test
  void whatIsTooManyAtOneCutOnlyDoesNotCount() {
    findings.take(compare(List.of(A), List.of(A, A, B)), 0);
    findings.take(compare(List.of(A, A, B), List.of(A, A, B)), 0);

    assertOpen(false, false);
    assertThat(result().counts()).isEmpty();
  }

  @Test
  void withoutASecondCutWhatIsTooManyCounts() {
    findings.take(compare(List.of(A), List.of(A, A, B)), 0);

    assertThat(result().counts()).isEqualTo(Map.of(Kind.EXTRA, 1L, Kind.REPEATED, 1L));
  }

  @Test
  void whatIsMissingCountsAtTheSecondCut() {
    findings.take(compare(List.of(A, A, B), List.of(B)), 0);
    assertOpen(true, true);

    findings.take(compare(List.of(A, A, B, C), List.of(B, C)), 0);

    assertOpen(false, false);
    assertThat(result().counts()).isEqualTo(Map.of(Kind.MISSING, 2L));
    assertThat(result().rows()).isEqualTo(3);
    assertThat(listed()).containsExactly("row (a): missing");
  }

  @Test
  void whatCameAndWentAroundOneCutDoesNotCount() {
    findings.take(compare(List.of(A, B, C), List.of(C)), 0);
    findings.take(compare(List.of(B, C, C), List.of(C)), 0);

    assertThat(result().counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
    assertThat(listed()).containsExactly("row (b): missing");
  }

  @Test
  void withoutASecondCutWhatIsMissingCounts() {
    findings.take(compare(List.of(A, B), List.of(B)), 0);

    assertThat(result().counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
  }

  @Test
  void whatChangedRowsMayExplainIsUnverifiedInTheEnd() {
    for (int cut = 0; cut < 3; cut++) {
      findings.take(compare(List.of(A, B, C), List.of(C)), 2);
      assertOpen(true, false);
    }

    assertThat(result().counts()).isEmpty();
    assertThat(findings.unverified()).isEqualTo(2);
  }

  @Test
  void whatChangedRowsCannotExplainCounts() {
    findings.take(compare(List.of(A, B, C), List.of(C)), 1);
    assertOpen(true, true);
    findings.take(compare(List.of(A, B, C), List.of(C)), 1);
    assertOpen(true, false);

    assertThat(result().counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
    assertThat(findings.unverified()).isEqualTo(1);
  }

  @Test
  void changedRowsAreEqualOnceTheyStandStill() {
    findings.take(compare(List.of(A, B, C), List.of(C)), 5);
    findings.take(compare(List.of(A, B, C), List.of(C, B)), 1);
    findings.take(compare(List.of(A, B, C), List.of(C, B, A)), 0);

    assertOpen(false, false);
    assertThat(result().counts()).isEmpty();
    assertThat(findings.unverified()).isZero();
  }

  /** Among rows that changed, in a bucket that lacks rows in all, one too many does not show. */
  @Test
  void whatDidNotFitIntoMemoryIsReadAtTheNextCut() {
    List<ComparedRow> many = IntStream.range(0, 5000).mapToObj(i -> row("r" + i)).toList();
    int shared = lastBucketOfSeveral(many);
    ComparedRow tooMany =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> row("x" + i))
            .filter(each -> bucket(each) == shared)
            .findFirst()
            .orElseThrow();

    findings.take(compare(many, List.of(tooMany), 1_000), 5000);
    assertOpen(true, false);
    assertThat(result().counts()).isEmpty();

    List<ComparedRow> settled = new ArrayList<>(many.subList(1, 5000));
    settled.add(tooMany);
    findings.take(compare(many, settled), 0);

    assertThat(result().counts()).isEqualTo(Map.of(Kind.MISSING, 1L, Kind.EXTRA, 1L));
  }

  private static int lastBucketOfSeveral(List<ComparedRow> rows) {
    Map<Integer, Long> counts =
        rows.stream().collect(Collectors.groupingBy(each -> bucket(each), Collectors.counting()));
    return counts.keySet().stream()
        .filter(bucket -> counts.get(bucket) > 1)
        .max(Integer::compare)
        .orElseThrow();
  }

  private static int bucket(ComparedRow row) {
    return new RowHash.Digest().of(row.values()).bucket();
  }

  @Test
  void ofManyRowsSomeAreListed() {
    List<ComparedRow> many = IntStream.range(0, 5000).mapToObj(i -> row("r" + i)).toList();

    findings.take(compare(many, Collections.nCopies(3, A), 20_000), 0);
    findings.take(compare(many, Collections.nCopies(3, A), 20_000), 0);

    assertOpen(false, false);
    assertThat(result().count(Kind.MISSING)).isEqualTo(5000);
    assertThat(result().count(Kind.EXTRA)).isEqualTo(3);
    assertThat(listed()).hasSizeBetween(9, 10);
  }

  private void assertOpen(boolean pending, boolean suspects) {
    assertThat(findings.hasPending()).isEqualTo(pending);
    assertThat(findings.hasSuspects()).isEqualTo(suspects);
  }

  private TableResult result() {
    Tally tally = new Tally(10);
    findings.count(tally);
    return tally.multisetResult("t", findings.unverified());
  }

  private List<String> listed() {
    TableResult result = result();
    return result.differences().stream().map(result::described).toList();
  }
}
