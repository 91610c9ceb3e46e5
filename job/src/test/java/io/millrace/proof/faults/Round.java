package io.millrace.proof.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Faults that overlap: they begin within a second or so of one another, while the job runs and is
 * fresh, and the next round begins when it is fresh again. Each kind is there once at most.
 */
record Round(List<FaultKind> faults) {

  private static final int MOST_AT_ONCE = 6;

  private static final Set<FaultKind> NOBODY_LEFT_TO_PAUSE =
      EnumSet.complementOf(EnumSet.of(FaultKind.KILL_EVERYTHING, FaultKind.CUT));

  Round {
    faults = List.copyOf(faults);
  }

  boolean endsTheJob() {
    return faults.stream().anyMatch(FaultKind::endsTheJob);
  }

  /**
   * So many kills of each kind, and so many of each other fault, in random order and company. A
   * fault that takes everything stands alone.
   */
  static List<Round> deal(int kills, int others, Random random) {
    List<FaultKind> faults = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      faults.addAll(Collections.nCopies(kind.isKill() ? kills : others, kind));
    }
    Collections.shuffle(faults, random);
    List<Round> rounds = new ArrayList<>();
    while (!faults.isEmpty()) {
      rounds.add(take(faults, 1 + random.nextInt(MOST_AT_ONCE)));
    }
    return rounds;
  }

  private static boolean fits(FaultKind next, Set<FaultKind> together) {
    Set<FaultKind> all = EnumSet.copyOf(together);
    return all.add(next)
        && !all.contains(FaultKind.KILL_EVERYTHING)
        && !all.containsAll(NOBODY_LEFT_TO_PAUSE);
  }

  private static Round take(List<FaultKind> faults, int atMost) {
    FaultKind first = faults.remove(0);
    Set<FaultKind> together = EnumSet.of(first);
    List<FaultKind> inOrder = new ArrayList<>(List.of(first));
    for (int i = 0; i < faults.size() && together.size() < atMost; ) {
      FaultKind next = faults.get(i);
      if (fits(next, together)) {
        together.add(next);
        inOrder.add(faults.remove(i));
      } else {
        i++;
      }
    }
    return new Round(inOrder);
  }
}
