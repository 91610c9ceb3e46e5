package io.millrace.local;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code local up|down|status}: the local stack from the command line. */
@Command(
    name = "local",
    description = "The local stack: real servers as processes of this machine, without Docker.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LocalCommand.Up.class, LocalCommand.Down.class, LocalCommand.Status.class})
public final class LocalCommand implements Runnable {
  private static final List<String> DEFAULT = List.of("postgres", "clickhouse", "flink");

  @Spec private CommandSpec spec;

  private final LocalStack stack;

  /** Of the user's home. */
  public LocalCommand() {
    this(LocalHome.ofUser());
  }

  LocalCommand(LocalHome home) {
    stack = new LocalStack(home);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Which? up, down or status.");
  }

  /** Starts servers. */
  @Command(
      name = "up",
      description = "Start servers that do not run; they stay up until `local down`.",
      mixinStandardHelpOptions = true)
  static final class Up implements Callable<Integer> {
    @CommandLine.ParentCommand private LocalCommand parent;
    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "SERVER",
        description = "postgres, clickhouse, kafka, flink. Default: all but kafka.")
    private List<String> names = DEFAULT;

    @Override
    public Integer call() {
      List<Server> wanted = parent.servers(spec, names);
      parent.stack.up(wanted);
      LocalReport.of(wanted).printText(spec.commandLine().getOut());
      return CommandLine.ExitCode.OK;
    }
  }

  /** Stops servers. */
  @Command(
      name = "down",
      description = "Stop servers; their data stays.",
      mixinStandardHelpOptions = true)
  static final class Down implements Callable<Integer> {
    @CommandLine.ParentCommand private LocalCommand parent;
    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "SERVER",
        description = "postgres, clickhouse, kafka, flink. Default: all.")
    private List<String> names = List.of();

    @Override
    public Integer call() {
      parent.stack.down(names.isEmpty() ? parent.stack.servers() : parent.servers(spec, names));
      return CommandLine.ExitCode.OK;
    }
  }

  /** Tells what runs. */
  @Command(
      name = "status",
      description =
          "Show what runs, where to reach it, and its logs. Exit code 1 if one has crashed.",
      mixinStandardHelpOptions = true)
  static final class Status implements Callable<Integer> {
    @CommandLine.ParentCommand private LocalCommand parent;
    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "SERVER",
        description = "postgres, clickhouse, kafka, flink. Default: all.")
    private List<String> names = List.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
      List<Server> shown = names.isEmpty() ? parent.stack.servers() : parent.servers(spec, names);
      LocalReport report = LocalReport.of(shown);
      if (json) {
        report.printJson(spec.commandLine().getOut());
      } else {
        report.printText(spec.commandLine().getOut());
      }
      return report.hasCrash() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }
  }

  private List<Server> servers(CommandSpec used, List<String> names) {
    for (String name : names) {
      if (!stack.names().contains(name)) {
        throw new CommandLine.ParameterException(
            used.commandLine(),
            "There is no server `"
                + name
                + "`; there are "
                + String.join(", ", stack.names())
                + ".");
      }
    }
    return stack.servers(names);
  }
}
