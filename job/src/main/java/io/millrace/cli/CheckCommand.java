package io.millrace.cli;

import io.millrace.cli.check.Checks;
import io.millrace.cli.check.Findings;
import io.millrace.cli.check.Severity;
import io.millrace.sink.clickhouse.ExistingRows;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code check}: looks at both ends, touches nothing. */
@Command(
    name = "check",
    description = {
      "Look at Postgres and ClickHouse and say what is not as the job needs it, with the remedy.",
      "Touches nothing. Exit code 1 if there is an error."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Mixin private PipelineFile pipeline;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Findings findings = Checks.of(pipeline.read(), ExistingRows.KEEP);
    CheckReport report = new CheckReport(findings);
    if (json) {
      Json.print(report.forPrograms(), spec.commandLine().getOut());
    } else {
      report.print(spec.commandLine());
    }
    return findings.count(Severity.ERROR) == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
