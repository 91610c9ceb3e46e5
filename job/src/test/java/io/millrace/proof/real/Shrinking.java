package io.millrace.proof.real;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for a smaller part of a history that fails too. What fails may do so only now and then, so
 * each part is tried a few times, and what is found is not the least.
 */
final class Shrinking {

  private static final int TRIES = 2;
  private static final int MOST_RUNS = 8;

  /** Part of a history, as the replay's properties say it. */
  record Part(List<Integer> sessions, int transactions, int interruptions) {

    static Part whole(RealHistory history) {
      List<Integer> all = IntStream.range(0, history.sessions().size()).boxed().toList();
      int longest = history.sessions().stream().mapToInt(List::size).max().orElse(0);
      return new Part(all, longest, history.interruptions().size());
    }

    RealHistory of(RealHistory history) {
      return history.with(sessions, transactions, interruptions);
    }

    /** Smaller ones, the smallest first. */
    List<Part> smaller() {
      List<Part> parts = new ArrayList<>();
      if (interruptions > 0) {
        parts.add(new Part(sessions, transactions, interruptions - 1));
      }
      if (transactions > 1) {
        parts.add(new Part(sessions, transactions / 2, interruptions));
      }
      for (int i = 0; i < sessions.size() && sessions.size() > 1; i++) {
        List<Integer> fewer = new ArrayList<>(sessions);
        fewer.remove(i);
        parts.add(new Part(List.copyOf(fewer), transactions, interruptions));
      }
      if (transactions > 1) {
        parts.add(new Part(sessions, transactions * 3 / 4, interruptions));
      }
      return parts;
    }

    String properties() {
      return "-Dmillrace.sessions=%s -Dmillrace.transactions=%d -Dmillrace.interruptions=%d"
          .formatted(
              String.join(",", sessions.stream().map(String::valueOf).toList()),
              transactions,
              interruptions);
    }
  }

  /** Runs a history and says what is wrong with it; null when nothing is. */
  interface Trial {
    String failure(RealHistory history);
  }

  private final RealHistory history;
  private final Trial trial;
  private int runs;

  Shrinking(RealHistory history, Trial trial) {
    this.history = history;
    this.trial = trial;
  }

  /** A part that has failed; the whole if none smaller did. */
  Part smallest() {
    Part small = Part.whole(history);
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (Part part : small.smaller()) {
        if (fails(part)) {
          small = part;
          smaller = true;
          break;
        }
      }
    }
    return small;
  }

  private boolean fails(Part part) {
    for (int i = 0; i < TRIES && runs < MOST_RUNS; i++) {
      runs++;
      if (trial.failure(part.of(history)) != null) {
        return true;
      }
    }
    return false;
  }
}
