package io.millrace.proof.real;

import java.util.List;

/**
 * A transaction that a session tries.
 *
 * @param commits false: it is rolled back
 */
record Work(List<Step> steps, boolean commits) {

  Work {
    steps = List.copyOf(steps);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("BEGIN\n");
    steps.forEach(step -> text.append("    ").append(step).append('\n'));
    return text + "  " + (commits ? "COMMIT" : "ROLLBACK");
  }
}
