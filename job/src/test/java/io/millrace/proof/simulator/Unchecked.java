package io.millrace.proof.simulator;

import org.apache.flink.util.function.ThrowingRunnable;

/** An operator's failure goes up as it is. */
final class Unchecked {

  private Unchecked() {}

  static void run(ThrowingRunnable<Exception> action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
