package io.millrace.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@link LocalCommand} as a program. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(name = "millrace", subcommands = LocalCommand.class, mixinStandardHelpOptions = true)
final class LocalMain implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print stack traces of failures.")
  private boolean verbose;

  private LocalMain() {}

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  static int execute(String... args) {
    LocalMain main = new LocalMain();
    return new CommandLine(main).setExecutionExceptionHandler(main::onFailure).execute(args);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: local");
  }

  private int onFailure(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    if (verbose) {
      failure.printStackTrace(line.getErr());
    } else {
      line.getErr().println(failure.getMessage());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
