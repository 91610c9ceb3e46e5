package io.millrace.cli;

import io.millrace.cli.verify.Verification;
import io.millrace.cli.verify.Verification.Settings;
import io.millrace.cli.verify.VerificationResult;
import io.millrace.pipeline.Delivery;
import io.millrace.pipeline.Pipeline;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code verify}: proves that the tables are their queries. */
@Command(
    name = "verify",
    description = {
      "Compare every target table with its query over Postgres, row by row, both ways, at one"
          + " position of the log.",
      "May run while data change. Exit code 1 if a row differs."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

  @Mixin private PipelineFile file;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TABLE", description = "Target tables. Default: all.")
  private List<String> only = List.of();

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description =
          "How often to look at rows that change while being looked at. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait for a commit. Default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Option(
      names = "--show",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many differing keys of a table to print. Default: ${DEFAULT-VALUE}.")
  private int shown;

  @Option(names = "--show-values", description = "Print the values that differ, too.")
  private boolean values;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Pipeline pipeline = file.read();
    refuseUnknown(pipeline);
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = new Settings(rounds, Duration.ofSeconds(timeout), shown);
    VerificationResult result =
        Verification.run(pipeline, settings, only, json ? text -> {} : text -> say(out, text));
    VerifyReport report = new VerifyReport(result, pipeline.delivery(), values);
    if (json) {
      Json.print(report.forPrograms(), out);
    } else {
      report.print(spec.commandLine());
    }
    boolean good =
        pipeline.delivery() == Delivery.EXACTLY_ONCE ? result.isExact() : result.isEqual();
    return good ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void refuseUnknown(Pipeline pipeline) {
    for (String name : only) {
      if (pipeline.tables().stream().noneMatch(table -> table.name().equals(name))) {
        throw new ParameterException(spec.commandLine(), "The pipeline has no table " + name + ".");
      }
    }
  }

  private static void say(PrintWriter out, String text) {
    out.println(text);
    out.flush();
  }
}
