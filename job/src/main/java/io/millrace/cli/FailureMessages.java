package io.millrace.cli;

import io.millrace.catalog.CatalogUnavailable;
import io.millrace.cli.connect.Unreachable;
import io.millrace.cli.failure.CommandFailure;
import io.millrace.local.LocalStackException;
import io.millrace.pipeline.InvalidPipeline;
import io.millrace.pipeline.Problem;
import io.millrace.sink.clickhouse.ClickHouseSchemaException;
import io.millrace.sink.clickhouse.Finding;
import io.millrace.source.SourceRefusedException;
import java.util.List;

/** What to print for an exception: one message for each thing that is wrong. */
final class FailureMessages {

  private FailureMessages() {}

  static List<String> of(Throwable failure) {
    if (failure instanceof InvalidPipeline invalid) {
      return invalid.problems().stream().map(Problem::toString).toList();
    }
    if (failure instanceof CommandFailure expected) {
      return expected.messages();
    }
    if (failure instanceof Unreachable unreachable) {
      return List.of(unreachable.getMessage() + ". " + unreachable.remedy());
    }
    if (failure instanceof ClickHouseSchemaException schema) {
      return schema.findings().stream().map(Finding::toString).toList();
    }
    if (failure instanceof SourceRefusedException
        || failure instanceof LocalStackException
        || failure instanceof CatalogUnavailable) {
      return List.of(failure.getMessage());
    }
    return List.of(
        "unexpected failure ("
            + failure
            + "). Run the command again with --verbose and report what it prints.");
  }
}
