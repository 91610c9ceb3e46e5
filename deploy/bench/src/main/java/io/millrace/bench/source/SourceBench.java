package io.millrace.bench.source;

import io.millrace.bench.Figure;
import io.millrace.bench.Medians;
import io.millrace.bench.Stand;
import io.millrace.local.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sources alone: the same table and the same log, read by each contender in turn, with nothing
 * behind it but a counter. Prints a line for each reading, and the medians of all runs last.
 */
@Command(name = "deploy/bench/source", mixinStandardHelpOptions = true, sortOptions = false)
final class SourceBench implements Callable<Integer> {

  @Option(names = "--runs", description = "Default: ${DEFAULT-VALUE}.")
  private int runs = 3;

  @Option(
      names = "--scale",
      description =
          "1 is 1 M inserts and 600,000 updates in the log, and a table of 2.6 M rows. Default: ${DEFAULT-VALUE}.")
  private double scale = 1;

  @Option(
      names = "--warm",
      description =
          "How often a JVM reads the same before the reading that counts as warm. Default: ${DEFAULT-VALUE}.")
  private int warmUps = 2;

  @Option(
      names = "--pg-recvlogical",
      description =
          "Over TCP and over a Unix socket. Left out where it is not installed. Default: ${DEFAULT-VALUE}.")
  private String receiveLogical = "pg_recvlogical";

  @Option(
      names = "--commits",
      description = "For the latency of a commit, on an idle system. Default: ${DEFAULT-VALUE}.")
  private int commits = 1000;

  @Option(names = "--part", description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<SourcePart> parts = List.of(SourcePart.values());

  @Option(names = "--contender", description = "Only these: ${COMPLETION-CANDIDATES}.")
  private List<SourceContender> contenders = List.of(SourceContender.values());

  private SourceBench() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SourceBench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("millrace-bench");
    System.out.println("Logs and data: " + directory);
    try (PostgresServer postgres = Stand.postgres(directory)) {
      postgres.start();
      SourceWorkload workload = SourceWorkload.make(postgres, scale);
      System.out.printf("Rows to read: %s%n", workload.rows());
      ReaderProcess processes = new ReaderProcess(directory, postgres, workload);
      List<ReceiveLogical> receivers =
          new ArrayList<>(ReceiveLogical.all(receiveLogical, postgres));
      List<Figure> figures = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        for (SourcePart part : parts) {
          measure(processes, receivers, workload, part, figures);
        }
        // So that none is always the first to read a log.
        Collections.reverse(receivers);
      }
      System.out.println("Medians of " + runs + " runs:");
      Medians.of(figures).forEach(System.out::println);
      System.out.println(processes.latency(commits));
    }
    return CommandLine.ExitCode.OK;
  }

  private void measure(
      ReaderProcess processes,
      List<ReceiveLogical> receivers,
      SourceWorkload workload,
      SourcePart part,
      List<Figure> figures)
      throws Exception {
    long rows = workload.rows().get(part);
    String name = part.name().toLowerCase(java.util.Locale.ROOT);
    if (part != SourcePart.SNAPSHOT) {
      for (ReceiveLogical receiver : receivers) {
        add(figures, receiver.log(workload, part).figure(receiver.label(), name, rows));
      }
    }
    for (SourceContender contender : contenders) {
      List<Measured> times = processes.read(contender, part, warmUps + 1);
      add(figures, times.get(0).figure(contender.label(), name + " cold", rows));
      add(figures, times.get(warmUps).figure(contender.label(), name + " warm", rows));
    }
  }

  private static void add(List<Figure> figures, Figure figure) {
    figures.add(figure);
    System.out.println(figure);
  }
}
