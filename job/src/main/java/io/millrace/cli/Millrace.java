package io.millrace.cli;

import io.millrace.local.LocalCommand;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * Main of {@code deploy/millrace}. Exit codes: 0 done, 1 refused, failed or differences found, 2
 * wrong usage.
 */
@Command(
    name = "millrace",
    description = "Keeps ClickHouse tables equal to SQL queries over a Postgres database.",
    mixinStandardHelpOptions = true,
    version = "Millrace 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "New here? `millrace demo` shows all of it within two minutes."},
    subcommands = {
      DemoCommand.class,
      CheckCommand.class,
      InitCommand.class,
      PlanCommand.class,
      RunCommand.class,
      VerifyCommand.class,
      LocalCommand.class
    })
public final class Millrace implements Runnable {

  /** Level of the root logger; read by the command line's log4j2 configuration. */
  private static final String LOG_LEVEL = "millrace.log.level";

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the log, and stack traces of failures.")
  private boolean verbose;

  private Millrace() {}

  public static void main(String[] arguments) {
    if (Arrays.asList(arguments).contains("--verbose")) {
      System.setProperty(LOG_LEVEL, "INFO");
    }
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    return execute(utf8(FileDescriptor.out), utf8(FileDescriptor.err), arguments);
  }

  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    Millrace millrace = new Millrace();
    return new CommandLine(millrace)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(millrace::onFailure)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(arguments);
  }

  /** Tables have lines and names have letters that a POSIX locale does not know. */
  private static PrintWriter utf8(FileDescriptor to) {
    OutputStream stream = new BufferedOutputStream(new FileOutputStream(to));
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  private int onFailure(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    for (String message : FailureMessages.of(failure)) {
      line.getErr().println(line.getColorScheme().errorText("error: ") + message);
    }
    if (verbose) {
      failure.printStackTrace(line.getErr());
    }
    line.getErr().flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
