package io.millrace.sink.clickhouse.encode;

import io.millrace.change.TargetChange;
import java.io.Serializable;

/** What becomes of a row with a value that its target cannot hold: the policy of a target. */
@FunctionalInterface
public interface RejectedRows extends Serializable {

  /** Policy {@code fail}: the job fails. */
  RejectedRows FAIL =
      (change, reason) -> {
        throw reason;
      };

  /** Returns when the row is dealt with and may be left out of the target. */
  void reject(TargetChange change, UnrepresentableValueException reason);
}
