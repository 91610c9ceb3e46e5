package io.millrace.proof;

import io.millrace.proof.defect.Defect;
import io.millrace.proof.history.History;
import io.millrace.proof.history.HistoryGenerator;
import io.millrace.proof.history.ScenarioGenerator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** All that a number stands for: scenario, history, schedule, and what is beyond the plain job. */
record Seed(long number, Features features) {

  /**
   * Scenarios are dear to plan: each serves many seeds. A graph is used by one thread only, since
   * key selectors may keep buffers.
   */
  private static final int SCENARIOS = 400;

  private static final int MOST_TRANSACTIONS = 20;
  static final int MOST_CRASHES = 2;
  private static final ThreadLocal<Map<Long, Job>> JOBS = ThreadLocal.withInitial(HashMap::new);

  static Seed of(long number) {
    return new Seed(
        number, Boolean.getBoolean("millrace.plain") ? Features.NONE : Features.of(number));
  }

  /** As it was before there were features. */
  static Seed plain(long number) {
    return new Seed(number, Features.NONE);
  }

  Job job() {
    long scenario = Math.floorMod(number, SCENARIOS);
    return JOBS.get()
        .computeIfAbsent(scenario, absent -> Job.of(ScenarioGenerator.scenario(scenario)));
  }

  History history() {
    Random random = new Random(number);
    int transactions = 1 + random.nextInt(MOST_TRANSACTIONS);
    return HistoryGenerator.history(
        job().scenario().schema(), random, features.truncating(), transactions);
  }

  Tally run(Defect defect) throws Exception {
    return new Simulation(job(), history(), number, MOST_CRASHES, defect, features).run();
  }
}
