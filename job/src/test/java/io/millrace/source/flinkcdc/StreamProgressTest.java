package io.millrace.source.flinkcdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Commit;
import io.millrace.change.Position;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamProgressTest {

  private static final long SYSTEM = 7;

  private static StreamProgress progress(LogPosition start) {
    return progress(start, 0);
  }

  private static StreamProgress progress(LogPosition start, long endOfLogAtStart) {
    StreamProgress progress =
        new StreamProgress(start, endOfLogAtStart, Duration.ofMillis(50), Duration.ofMillis(500));
    progress.begin();
    return progress;
  }

  private static StreamProgress fresh(long consistentFrom) {
    return progress(LogPosition.atSlot(100, SYSTEM).snapshotRead(consistentFrom));
  }

  @Test
  void beginsWithTheEndOfTheSnapshot() {
    assertThat(fresh(500).watermark()).isZero();
  }

  @Test
  void saysNothingBeforeTheLogHasPassedTheLastSnapshotRead() {
    StreamProgress progress = fresh(500);
    progress.passed(499, 1);
    assertThat(progress.due(1000)).isNull();
    progress.passed(500, 2);
    assertThat(progress.due(1000)).isEqualTo(new Commit(500, 2));
  }

  @Test
  void saysNothingInsideATransaction() {
    StreamProgress progress = fresh(100);
    progress.passed(200, 1);
    progress.gave(new Position(251, 1));
    assertThat(progress.due(1000)).isNull();
    assertThat(progress.idle(1000, 9)).isNull();
    progress.passed(260, 3);
    assertThat(progress.due(1000)).isEqualTo(new Commit(260, 3));
  }

  @Test
  void keepsWatermarksApart() {
    StreamProgress progress = fresh(100);
    progress.passed(200, 1);
    assertThat(progress.due(1000)).isNotNull();
    progress.passed(300, 2);
    assertThat(progress.due(1049)).isNull();
    assertThat(progress.due(1050)).isEqualTo(new Commit(300, 2));
  }

  @Test
  void repeatsItselfWhenIdle() {
    StreamProgress progress = fresh(100);
    progress.passed(200, 1);
    assertThat(progress.due(1000)).isNotNull();
    assertThat(progress.due(9000)).isNull();
    assertThat(progress.idle(1499, 8)).isNull();
    assertThat(progress.idle(1500, 9)).isEqualTo(new Commit(200, 9));
  }

  @Test
  void isNotIdleBeforeWhatWasThereAtItsStartHasBeenGiven() {
    StreamProgress progress = progress(LogPosition.atSlot(100, SYSTEM).snapshotRead(100), 300);
    progress.passed(299, 1);
    assertThat(progress.idle(1000, 9)).isNull();
    assertThat(progress.due(1000)).isEqualTo(new Commit(299, 1));
    progress.passed(300, 2);
    assertThat(progress.idle(2000, 9)).isEqualTo(new Commit(300, 9));
  }

  @Test
  void itsTimeNeverGoesBack() {
    StreamProgress before = fresh(100);
    before.passed(200, 5);
    assertThat(before.idle(1000, 9)).isEqualTo(new Commit(200, 9));
    before.passed(300, 7);
    assertThat(before.due(2000)).isEqualTo(new Commit(300, 9));

    StreamProgress after = progress(LogPosition.of(before.position().toOffset()));
    after.passed(400, 8);
    assertThat(after.due(3000)).isEqualTo(new Commit(400, 9));
    after.passed(500, 10);
    assertThat(after.due(4000)).isEqualTo(new Commit(500, 10));
  }

  @Test
  void saysNothingWithoutATime() {
    StreamProgress progress = fresh(100);
    progress.passed(200, 0);
    assertThat(progress.due(1000)).isNull();
    progress.passed(300, 4);
    assertThat(progress.due(1000)).isEqualTo(new Commit(300, 4));
  }

  @Test
  void afterARestoreInsideATransactionGivesTheRestOfIt() {
    StreamProgress before = fresh(100);
    before.passed(200, 1);
    assertThat(before.due(1000)).isNotNull();
    before.gave(new Position(251, 7));

    StreamProgress after = progress(LogPosition.of(before.position().toOffset()));
    assertThat(after.watermark()).isEqualTo(200);
    assertThat(after.position()).isEqualTo(before.position());
    assertThat(after.isNew(new Position(251, 6))).isFalse();
    assertThat(after.isNew(new Position(251, 7))).isFalse();
    assertThat(after.isNew(new Position(251, 8))).isTrue();
    assertThat(after.idle(9000, 1)).as("the transaction is open still").isNull();
  }

  @Test
  void leavesOutWhatCommittedBeforeTheBoundary() {
    StreamProgress progress = fresh(100);
    progress.passed(200, 1);
    assertThat(progress.isNew(new Position(200, 5))).isFalse();
    assertThat(progress.isNew(new Position(201, 5))).isTrue();
  }
}
