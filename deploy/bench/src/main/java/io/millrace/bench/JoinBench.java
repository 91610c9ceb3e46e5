package io.millrace.bench;

import io.millrace.local.ClickHouseServer;
import io.millrace.local.LocalHome;
import io.millrace.local.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Orders joined with customers, TPC-H-shaped: first load, random updates of orders while the job
 * runs, and one customer with many orders renamed. Prints a line for each part as it ends, and the
 * medians of all runs last.
 *
 * <p>The load's time is from the job's start to its first published commit; that of the others from
 * the first statement in Postgres to the commit that publishes the last.
 */
@Command(name = "deploy/bench/run", mixinStandardHelpOptions = true, sortOptions = false)
final class JoinBench implements Callable<Integer> {

  @Option(names = "--runs", description = "Default: ${DEFAULT-VALUE}.")
  private int runs = 3;

  @Option(
      names = "--scale",
      description =
          "1 is 1.6 M orders, 150,000 customers and 300,000 updates. Default: ${DEFAULT-VALUE}.")
  private double scale = 1;

  @Option(names = "--parallelism", description = "Default: ${DEFAULT-VALUE}.")
  private int parallelism = 2;

  @Option(
      names = "--memory",
      description = "The TaskManager's process, as Flink writes it. Default: ${DEFAULT-VALUE}.")
  private String memory = "4g";

  @Option(names = "--managed", description = "Memory for state in it. Default: ${DEFAULT-VALUE}.")
  private String managed = "1g";

  @Option(names = "--checkpoint-interval", description = "Default: ${DEFAULT-VALUE}.")
  private String checkpointInterval = "10s";

  private JoinBench() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new JoinBench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("millrace-bench");
    try (PostgresServer postgres = Stand.postgres(directory);
        ClickHouseServer clickHouse = new ClickHouseServer(LocalHome.ofTest(directory))) {
      postgres.start();
      clickHouse.start();
      Stand stand =
          new Stand(
              directory,
              Path.of(System.getProperty("millrace.home", ".")).toAbsolutePath(),
              postgres,
              clickHouse,
              memory,
              managed,
              parallelism,
              checkpointInterval);
      System.out.println("Logs and data: " + directory);
      OrdersDatabase template = OrdersDatabase.fill(postgres, scale);
      System.out.printf(
          "%,d orders (%,d of one customer), %,d customers; parallelism %d, TaskManager %s, checkpoint every %s%n",
          template.orders(),
          template.hotOrders(),
          template.customers(),
          parallelism,
          memory,
          checkpointInterval);
      List<Figure> figures = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        OrdersDatabase copy = template.copyTo("run" + run);
        try (Contender contender = new MillraceContender(stand, copy)) {
          figures.addAll(measured(contender, copy, stand.cpu()));
        }
      }
      System.out.println("Medians of " + runs + " runs:");
      Medians.of(figures).forEach(System.out::println);
    }
    return CommandLine.ExitCode.OK;
  }

  private List<Figure> measured(Contender contender, OrdersDatabase database, CpuSeconds before)
      throws Exception {
    List<Figure> figures = new ArrayList<>();
    contender.start();
    long began = contender.awaitLoaded();
    double loading = (System.currentTimeMillis() - began) / 1000.0;
    figures.add(
        new Figure(
            contender.name(), "load", database.orders(), loading, contender.cpu().since(before)));
    System.out.println(figures.get(0));
    int updates = (int) (300_000 * scale);
    figures.add(
        part(
            contender,
            "updates",
            updates,
            () -> {
              database.updateOrders(updates);
              contender.awaitUpdates(updates);
            }));
    figures.add(
        part(
            contender,
            "rename",
            database.hotOrders(),
            () -> {
              database.renameHotCustomer();
              contender.awaitRename();
            }));
    contender.check();
    return figures;
  }

  /** Work on the database, and the wait for what comes of it. */
  private interface Work {
    void run() throws Exception;
  }

  private static Figure part(Contender contender, String part, long rows, Work work)
      throws Exception {
    CpuSeconds before = contender.cpu();
    long began = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - began) / 1e9;
    Figure figure =
        new Figure(contender.name(), part, rows, seconds, contender.cpu().since(before));
    System.out.println(figure);
    return figure;
  }
}
