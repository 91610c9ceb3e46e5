package io.millrace.sink.clickhouse.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.sink.clickhouse.batch.Progress;
import io.millrace.sink.clickhouse.batch.RowBatch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsistentPointTest {

  private final ConsistentPoint point = new ConsistentPoint(null, List.of());

  private static Progress progress(long watermark, Commit... commits) {
    return new Progress(watermark, List.of(commits), Map.of());
  }

  private static RowBatch rowsUpTo(long commit) {
    return new RowBatch("t", 1, 1, 1, commit, new byte[0]);
  }

  @Test
  void nothingIsConsistentBeforeTheFirstCommit() {
    assertThat(point.advance(List.of(progress(Long.MIN_VALUE)), List.of(rowsUpTo(50)))).isEmpty();
    assertThat(point.advance(List.of(progress(Change.SNAPSHOT_DELIVERED)), List.of(rowsUpTo(60))))
        .isEmpty();
    assertThat(point.advance(List.of(progress(70, new Commit(70, 1))), List.of(rowsUpTo(70))))
        .contains(new Commit(70, 1));
  }

  @Test
  void aCommitAheadOfItsWatermarkWaits() {
    Progress one = progress(70, new Commit(70, 1), new Commit(80, 2));
    assertThat(point.advance(List.of(one, progress(70)), List.of())).contains(new Commit(70, 1));
    assertThat(point.advance(List.of(progress(80), progress(80)), List.of()))
        .contains(new Commit(80, 2));
  }

  @Test
  void nothingNewIsStillPublished() {
    point.advance(List.of(progress(70, new Commit(70, 1))), List.of());
    assertThat(point.advance(List.of(progress(70)), List.of())).contains(new Commit(70, 1));
  }

  @Test
  void aRestoredPointHoldsUntilTheSourceRepeatsItsWatermark() {
    ConsistentPoint restored = new ConsistentPoint(new Commit(70, 1), List.of(new Commit(80, 2)));
    assertThat(restored.advance(List.of(progress(Long.MIN_VALUE)), List.of()))
        .contains(new Commit(70, 1));
    assertThat(restored.advance(List.of(progress(80)), List.of())).contains(new Commit(80, 2));
  }

  @Test
  void subtasksMustStandTogether() {
    assertThatThrownBy(() -> point.advance(List.of(progress(70), progress(80)), List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("different watermarks");
  }

  @Test
  void rowsBeyondTheWatermarkAreADefect() {
    assertThatThrownBy(
            () -> point.advance(List.of(progress(70, new Commit(70, 1))), List.of(rowsUpTo(71))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before the watermark");
  }

  @Test
  void anEndInsideATransactionIsNotPublished() {
    Progress end = progress(Long.MAX_VALUE, new Commit(70, 1));
    assertThat(point.advance(List.of(end), List.of(rowsUpTo(75)))).isEmpty();
    assertThat(point.advance(List.of(progress(Long.MAX_VALUE)), List.of(rowsUpTo(70))))
        .contains(new Commit(70, 1));
  }
}
