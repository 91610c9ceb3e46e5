package io.millrace.proof;

import io.millrace.proof.history.PostgresModel;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.util.ExceptionUtils;

/**
 * A barrier that overtook the end of a restored reader without the log: an operator may hold
 * records back by then, and refuses the checkpoint, which ends the attempt.
 */
final class Refusal {

  private Refusal() {}

  /** Returns if the failure is one; anything else goes on to the caller. */
  static void require(Exception failure, PostgresModel postgres) throws Exception {
    boolean refuses = ExceptionUtils.findThrowable(failure, CheckpointException.class).isPresent();
    if (!refuses || !postgres.hasOvertakingBarrier()) {
      throw failure;
    }
  }
}
