package io.millrace.proof;

import io.millrace.proof.defect.Defect;
import io.millrace.proof.history.History;
import io.millrace.proof.history.HistoryGenerator;
import io.millrace.proof.history.ScenarioGenerator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** All that a number stands for: scenario, history, schedule. */
final class Seed {

  /**
   * Scenarios are dear to plan: each serves many seeds. A graph is used by one thread only, since
   * key selectors may keep buffers.
   */
  private static final int SCENARIOS = 400;

  private static final int MOST_TRANSACTIONS = 20;
  static final int MOST_CRASHES = 2;
  private static final Map<String, Job> JOBS = new ConcurrentHashMap<>();

  private Seed() {}

  static Job job(long seed) {
    long scenario = Math.floorMod(seed, SCENARIOS);
    return JOBS.computeIfAbsent(
        Thread.currentThread().getId() + "/" + scenario,
        absent -> Job.of(ScenarioGenerator.scenario(scenario)));
  }

  static History history(long seed) {
    Random random = new Random(seed);
    int transactions = 1 + random.nextInt(MOST_TRANSACTIONS);
    return HistoryGenerator.history(job(seed).scenario().schema(), random, transactions);
  }

  static Tally run(long seed, Defect defect) throws Exception {
    return new Simulation(job(seed), history(seed), seed, MOST_CRASHES, defect).run();
  }
}
