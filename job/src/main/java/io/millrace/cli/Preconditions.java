package io.millrace.cli;

import io.millrace.cli.check.Checks;
import io.millrace.cli.check.Finding;
import io.millrace.cli.failure.CommandFailure;
import io.millrace.pipeline.Pipeline;
import io.millrace.sink.clickhouse.ExistingRows;
import java.util.List;

/** Refuses what cannot work, before anything is touched. */
final class Preconditions {

  private Preconditions() {}

  /**
   * @throws CommandFailure with every error that a check finds
   */
  static void require(Pipeline pipeline, ExistingRows rows) {
    List<String> errors =
        Checks.of(pipeline, rows).errors().stream().map(Finding::toString).toList();
    if (!errors.isEmpty()) {
      throw new CommandFailure(errors, null);
    }
  }
}
