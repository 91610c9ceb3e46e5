package io.millrace.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proof.real.Shrinking.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a seed stands for, and how it is made smaller; no server is asked. */
class RealHistoryTest {

  @Test
  void aSeedIsAlwaysTheSameHistory() {
    assertThat(RealHistory.of(7).toString()).isEqualTo(RealHistory.of(7).toString());
    assertThat(RealHistory.of(7).toString()).isNotEqualTo(RealHistory.of(8).toString());
  }

  @Test
  void partsKeepWhatTheyKeep() {
    RealHistory history = RealHistory.of(7);
    RealHistory part = new Part(List.of(1), 3, 0).of(history);

    assertThat(part.sessions()).containsExactly(history.sessions().get(1).subList(0, 3));
    assertThat(part.interruptions()).isEmpty();
    assertThat(part.scenario()).isEqualTo(history.scenario());
  }

  @Test
  void whatIsNotNeededForTheFailureGoes() {
    RealHistory history = RealHistory.of(12);
    Work needed = history.sessions().get(1).get(2);

    Part part = new Shrinking(history, small -> has(small, needed) ? "fails" : null).smallest();

    assertThat(part.sessions()).containsExactly(1);
    assertThat(part.interruptions()).isZero();
    assertThat(part.transactions()).isBetween(3, Part.whole(history).transactions() / 2);
  }

  private static boolean has(RealHistory history, Work needed) {
    return history.sessions().stream().flatMap(List::stream).anyMatch(work -> work == needed);
  }

  @Test
  void allThatIsPromisedIsDrawn() {
    StringBuilder all = new StringBuilder();
    for (long seed = 1; seed <= 50; seed++) {
      all.append(RealHistory.of(seed));
    }
    assertThat(all)
        .contains(
            "TRUNCATE",
            "INSERT INTO appended SELECT",
            "TRUNCATE appended, t0 CASCADE",
            "table without a key,",
            "SAVEPOINT undone",
            "ROLLBACK TO undone",
            "Copy[",
            "ON CONFLICT",
            "UntilPublished",
            "Pause[",
            "FOREIGN KEY",
            "REPLICA IDENTITY FULL",
            "STORAGE EXTERNAL",
            "order-by:",
            "partition-by:",
            "INNER JOIN",
            "LEFT JOIN",
            "generate_series",
            "BEGIN\n  COMMIT",
            "ROLLBACK\n",
            "kind=SAVEPOINT",
            "kind=CANCEL",
            "kind=FAILURE",
            "EXACTLY_ONCE,",
            "EXACTLY_ONCE_EARLY,",
            "LOW_LATENCY,",
            "rocksdb",
            "hashmap");
  }
}
