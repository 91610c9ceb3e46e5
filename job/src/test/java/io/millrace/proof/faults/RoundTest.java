package io.millrace.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever company chance gives them, all faults of a round can happen together. */
class RoundTest {

  private static final Set<FaultKind> VICTIMS =
      EnumSet.of(
          FaultKind.KILL_TASK_MANAGER,
          FaultKind.KILL_JOB_MANAGER,
          FaultKind.KILL_POSTGRES,
          FaultKind.KILL_CLICKHOUSE);

  @Test
  void everyFaultThatWasAskedForIsDealt() {
    for (int seed = 0; seed < 500; seed++) {
      List<FaultKind> dealt =
          Round.deal(8, 4, new Random(seed)).stream().flatMap(r -> r.faults().stream()).toList();
      for (FaultKind kind : FaultKind.values()) {
        assertThat(dealt)
            .filteredOn(kind::equals)
            .as("seed " + seed)
            .hasSize(kind.isKill() ? 8 : 4);
      }
    }
  }

  @Test
  void whatTakesEverythingStandsAloneAndAPauseFindsSomebody() {
    for (int seed = 0; seed < 500; seed++) {
      for (Round round : Round.deal(8, 4, new Random(seed))) {
        List<FaultKind> faults = round.faults();
        assertThat(faults).as("seed " + seed).doesNotHaveDuplicates();
        if (faults.contains(FaultKind.KILL_EVERYTHING)) {
          assertThat(faults).as("seed " + seed).hasSize(1);
        }
        if (faults.contains(FaultKind.PAUSE)) {
          assertThat(faults.containsAll(VICTIMS)).as("seed " + seed).isFalse();
        }
      }
    }
  }
}
