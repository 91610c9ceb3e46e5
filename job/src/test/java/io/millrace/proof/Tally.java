package io.millrace.proof;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What simulations did. */
final class Tally {

  long seeds;

  /** Seeds with something beyond the plain job. */
  long featured;

  long steps;
  long checkpoints;
  long commits;
  long crashes;

  /** Crashes before the first whole commit. */
  long crashesInLoad;

  /** Attempts that ended because a barrier overtook the end of a reader. */
  long refused;

  long rescales;
  long truncates;
  long earlyInserts;
  long rows;
  long versions;

  synchronized void add(Tally other) {
    seeds += other.seeds;
    featured += other.featured;
    steps += other.steps;
    checkpoints += other.checkpoints;
    commits += other.commits;
    crashes += other.crashes;
    crashesInLoad += other.crashesInLoad;
    refused += other.refused;
    rescales += other.rescales;
    truncates += other.truncates;
    earlyInserts += other.earlyInserts;
    rows += other.rows;
    versions += other.versions;
  }

  /** By their names, in their order. */
  synchronized Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("seeds", seeds);
    figures.put("featuredSeeds", featured);
    figures.put("steps", steps);
    figures.put("crashes", crashes);
    figures.put("crashesInFirstLoad", crashesInLoad);
    figures.put("refusedCheckpoints", refused);
    figures.put("rescales", rescales);
    figures.put("truncates", truncates);
    figures.put("earlyInserts", earlyInserts);
    figures.put("checkpoints", checkpoints);
    figures.put("commits", commits);
    figures.put("rows", rows);
    figures.put("versions", versions);
    return figures;
  }

  @Override
  public synchronized String toString() {
    return figures().entrySet().stream()
        .map(figure -> figure.getKey() + " " + figure.getValue())
        .collect(Collectors.joining(", "));
  }
}
