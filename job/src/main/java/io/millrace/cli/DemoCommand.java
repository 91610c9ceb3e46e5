package io.millrace.cli;

import io.millrace.cli.demo.Demo;
import io.millrace.cli.demo.DemoFiles;
import io.millrace.cli.verify.VerificationResult;
import io.millrace.local.LocalHome;
import io.millrace.local.LocalStack;
import io.millrace.pipeline.PipelineReader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: everything at once, on this machine. */
@Command(
    name = "demo",
    description = {
      "Start Postgres, ClickHouse and Flink on this machine, fill a shop, follow it into ClickHouse,"
          + " change rows and watch them follow, and prove that the tables are equal.",
      "Leaves everything running; `millrace local down` stops it."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--live", description = "Keep the data changing until Ctrl-C.")
  private boolean live;

  @Option(names = "--fresh", description = "Begin anew even if the demo is running already.")
  private boolean fresh;

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    Demo demo =
        new Demo(
            new LocalStack(LocalHome.ofUser()),
            () -> new PipelineReader(new LocalVariables()::value).read(DemoFiles.pipeline()),
            line.getOut(),
            line.getColorScheme().ansi());
    VerificationResult result = demo.run(fresh);
    if (live) {
      demo.live();
    }
    return result.isExact() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
