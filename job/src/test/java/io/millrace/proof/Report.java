package io.millrace.proof;

import io.millrace.proof.defect.Defect;
import io.millrace.proof.history.History;
import io.millrace.proof.model.Violation;
import java.util.Set;

/** What a person needs of a failed seed: how to replay it, and a small history that fails too. */
final class Report {

  /** Schedules that are tried on each smaller history, beside the seed's own. */
  private static final int SCHEDULES = 30;

  private Report() {}

  static String of(long seed, Set<Long> all, Defect defect) {
    Features features = Seed.of(seed).features();
    Job job = Seed.of(seed).job();
    History small = Seed.of(seed).history();
    String fails = "as it is only";
    int crashes = Seed.MOST_CRASHES;
    if (failure(job, small, seed, 0, defect, features) != null) {
      crashes = 0;
    }
    if (failure(job, small, seed, crashes, defect, features) != null) {
      small = shrunk(job, small, seed, crashes, defect, features);
      fails = crashes == 0 ? "without a crash" : "with a crash";
    }
    return "seeds "
        + all
        + " fail; replay: mvn verify -pl job -am -Dit.test=SimulatorITCase -Dmillrace.seed="
        + seed
        + "\n"
        + job.scenario()
        + features
        + "\n"
        + "fails "
        + fails
        + ":\n"
        + small
        + failure(job, small, seed, crashes, defect, features);
  }

  private static History shrunk(
      Job job, History history, long seed, int crashes, Defect defect, Features features) {
    History small = history;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (History candidate : small.smaller()) {
        if (failure(job, candidate, seed, crashes, defect, features) != null) {
          small = candidate;
          smaller = true;
          break;
        }
      }
    }
    return small;
  }

  /** Null when no schedule fails. */
  private static String failure(
      Job job, History history, long seed, int crashes, Defect defect, Features features) {
    for (long number = -1; number < SCHEDULES; number++) {
      long schedule = number < 0 ? seed : number;
      try {
        new Simulation(job, history, schedule, crashes, defect, features).run();
      } catch (Violation e) {
        return e.getMessage();
      } catch (Exception | Error e) {
        return e.toString();
      }
    }
    return null;
  }
}
