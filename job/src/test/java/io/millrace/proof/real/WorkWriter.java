package io.millrace.proof.real;

import io.millrace.proof.real.Step.Pause;
import io.millrace.proof.real.Step.UntilPublished;
import io.millrace.proof.real.Step.UntilReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random transactions: pauses, savepoints, rollbacks, nothing at all. */
final class WorkWriter {

  private static final int LARGE = 25;

  /** Rows tried before anything else happens, for each of the keys that are used most. */
  private static final int FILL = 8;

  private static final int LONGEST_PAUSE_MILLIS = 250;

  private final Random random;
  private final Changes changes;
  private final int keys;
  private List<Step> steps;

  WorkWriter(List<RealTable> tables, Random random, int keys) {
    this.random = random;
    this.changes = new Changes(tables, random, keys);
    this.keys = keys;
  }

  private void begin() {
    steps = new ArrayList<>();
    changes.to(steps);
  }

  /** Fills the tables before anything else happens. */
  Work first() {
    begin();
    changes.refill(FILL * keys);
    return new Work(steps, true);
  }

  Work next() {
    begin();
    int count = random.nextInt(12) == 0 ? LARGE : random.nextInt(6);
    boolean pauses = random.nextInt(6) == 0;
    for (int i = 0; i < count; i++) {
      if (random.nextInt(10) == 0) {
        undone();
      } else {
        changes.change();
      }
      if (pauses && random.nextInt(3) == 0) {
        steps.add(new Pause(1 + random.nextInt(LONGEST_PAUSE_MILLIS)));
      }
    }
    return new Work(steps, random.nextInt(10) > 0);
  }

  /** One that begins before the first commit is published, and ends after it. */
  Work acrossTheSnapshot() {
    begin();
    steps.add(new UntilReading());
    changes.change();
    steps.add(new UntilPublished());
    changes.change();
    return new Work(steps, random.nextInt(4) > 0);
  }

  private void undone() {
    changes.sql("SAVEPOINT undone", false);
    changes.change();
    changes.change();
    changes.sql((random.nextInt(3) == 0 ? "RELEASE" : "ROLLBACK TO") + " undone", false);
  }
}
