package io.millrace.proof;

/** What a simulation did. */
final class Tally {

  long seeds;
  long steps;
  long checkpoints;
  long commits;
  long crashes;
  long rescales;
  long rows;

  synchronized void add(Tally other) {
    seeds += other.seeds;
    steps += other.steps;
    checkpoints += other.checkpoints;
    commits += other.commits;
    crashes += other.crashes;
    rescales += other.rescales;
    rows += other.rows;
  }

  @Override
  public synchronized String toString() {
    return seeds
        + " seeds, "
        + steps
        + " steps, "
        + crashes
        + " crashes, "
        + rescales
        + " of them with other parallelisms, "
        + checkpoints
        + " checkpoints, "
        + commits
        + " commits compared in full, "
        + rows
        + " rows published";
  }
}
