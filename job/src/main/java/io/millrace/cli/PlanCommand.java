package io.millrace.cli;

import io.millrace.cli.connect.PlannedPipeline;
import io.millrace.cli.plan.JobDescription;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plan}: what would be. */
@Command(
    name = "plan",
    description = {
      "Print what the job would be: tables and columns read, joins, target tables, operators.",
      "Reads Postgres's catalogue; touches nothing."
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {

  @Mixin private PipelineFile pipeline;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    PlannedPipeline planned = PlannedPipeline.of(pipeline.read());
    JobDescription description = new JobDescription(planned.pipeline(), planned.plan());
    if (json) {
      Json.print(description.forPrograms(), spec.commandLine().getOut());
    } else {
      spec.commandLine().getOut().print(description.text());
      spec.commandLine().getOut().flush();
    }
    return ExitCode.OK;
  }
}
