package io.millrace.cli.demo;

import io.millrace.change.Position;
import io.millrace.cli.connect.ClickHouseAccess;
import io.millrace.cli.submit.FlinkRest;
import io.millrace.cli.submit.JobStart;
import io.millrace.cli.submit.RunningJob;
import io.millrace.cli.submit.Submission;
import io.millrace.cli.verify.PublishedCommits;
import io.millrace.cli.verify.Verification;
import io.millrace.cli.verify.VerificationResult;
import io.millrace.local.LocalStack;
import io.millrace.local.Server;
import io.millrace.pipeline.Pipeline;
import io.millrace.sink.clickhouse.client.Sql;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Help.Ansi;

/** Shows a pipeline at work: from nothing to rows that follow, with proof. */
public final class Demo {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SAMPLE =
      """
      SELECT customer_country AS country, count() AS orders, sum(total) AS revenue
      FROM shop.order_fact_current GROUP BY country ORDER BY revenue DESC LIMIT 5""";

  private final LocalStack stack;
  private final Supplier<Pipeline> file;
  private final DemoScreen screen;
  private Pipeline pipeline;
  private ClickHouseAccess clickHouse;
  private FlinkRest flink;

  /**
   * @param file reads the demo's pipeline; asked once the stack is up, when its ports are known
   */
  public Demo(LocalStack stack, Supplier<Pipeline> file, PrintWriter out, Ansi ansi) {
    this.stack = stack;
    this.file = file;
    this.screen = new DemoScreen(out, ansi);
  }

  /**
   * Runs from the start to the proof, and leaves all of it running.
   *
   * @param fresh whether to begin anew even when the demo is running already
   * @return what verification found
   */
  public VerificationResult run(boolean fresh) {
    startStack();
    try (ShopDatabase shop = new ShopDatabase(pipeline.source())) {
      Optional<FlinkRest.Job> running = runningJob();
      if (fresh || running.isEmpty() || !shop.isLoaded()) {
        begin(shop);
      } else {
        screen.step("The demo is running already; here is what it does (--fresh begins anew)");
        screen.line("Job       " + flink.jobPage(running.get().id()));
      }
      show(shop);
    }
    VerificationResult result = verify();
    addresses();
    return result;
  }

  private void startStack() {
    screen.step("Starting Postgres, ClickHouse and Flink on this machine");
    List<Server> servers = List.of(stack.postgres(), stack.clickHouse(), stack.flink());
    stack.up(servers);
    servers.forEach(
        server -> screen.line("%-10s %s".formatted(server.name(), mainAddress(server))));
    pipeline = file.get();
    clickHouse = new ClickHouseAccess(pipeline.clickhouse());
    flink = new FlinkRest(URI.create(stack.flink().restUrl()));
  }

  private static String mainAddress(Server server) {
    return server.addresses().getOrDefault("play", firstAddress(server));
  }

  private static String firstAddress(Server server) {
    return server.addresses().values().stream().findFirst().orElse("");
  }

  private Optional<FlinkRest.Job> runningJob() {
    return flink.jobs().stream()
        .filter(job -> job.name().equals(pipeline.name()) && job.state().equals("RUNNING"))
        .findFirst();
  }

  private void begin(ShopDatabase shop) {
    screen.step("Filling a shop in Postgres");
    flink.cancelAll(pipeline.name());
    shop.clear();
    clickHouse.ask(
        "DROP DATABASE IF EXISTS " + Sql.identifier(pipeline.clickhouse().database()) + " SYNC");
    shop.load();
    screen.line(
        "%s customers, %s products, %s orders, %s order items"
            .formatted(
                shop.text("SELECT count(*) FROM customers"),
                shop.text("SELECT count(*) FROM products"),
                shop.text("SELECT count(*) FROM orders"),
                shop.text("SELECT count(*) FROM order_items")));
    submit();
  }

  private void submit() {
    screen.step("Starting the job: " + DemoFiles.pipeline());
    RunningJob job =
        new Submission(pipeline, JobStart.FRESH).toCluster(URI.create(stack.flink().restUrl()));
    screen.line("Job        " + flink.jobPage(job.id()));
    PublishedCommits commits = new PublishedCommits(pipeline);
    long lsn = commits.awaitFirst(PATIENCE, job::requireAlive);
    screen.line("First commit: the tables are the shop as of log position " + Position.lsn(lsn));
  }

  private void show(ShopDatabase shop) {
    for (Scene scene : Scene.all(shop)) {
      screen.step(scene.title());
      screen.statement(scene.change());
      shop.execute(scene.change());
      long changed = System.nanoTime();
      new PublishedCommits(pipeline).await(shop.position(), PATIENCE);
      screen.line(
          "in ClickHouse %.1f s later".formatted((System.nanoTime() - changed) / 1_000_000_000.0));
      screen.block(table(scene.shows()));
    }
  }

  /** The answer as a table; at most a screen's part of it. */
  private String table(String query) {
    return clickHouse.table(pipeline.clickhouse().database(), query);
  }

  private VerificationResult verify() {
    screen.step("Comparing every table with its query in Postgres, row by row");
    VerificationResult result = Verification.run(pipeline);
    result
        .tables()
        .forEach(
            each ->
                screen.line(
                    "%-16s %,7d rows %s"
                        .formatted(
                            each.table(), each.rows(), each.isExact() ? "equal" : "DIFFERENT")));
    if (!result.isExact()) {
      screen.block(result.toString());
    }
    return result;
  }

  private void addresses() {
    screen.step("Now it is yours: all of it keeps running");
    screen.line("Flink      " + stack.flink().restUrl());
    screen.line("ClickHouse " + stack.clickHouse().httpUrl() + "/play");
    screen.line("Postgres   " + stack.postgres().addresses().get("sql"));
    screen.line("Pipeline   " + DemoFiles.pipeline());
    screen.statement("\n" + SAMPLE);
    screen.block(table(SAMPLE));
    screen.line(
        "Change rows in Postgres and ask again; `millrace demo --live` changes them for you.");
    screen.line("`millrace local down` stops everything and keeps the data.");
  }

  /** Keeps the shop busy until the process is ended. */
  public void live() {
    try (ShopDatabase shop = new ShopDatabase(pipeline.source())) {
      new LiveShop(shop, clickHouse, pipeline, screen).run();
    }
  }
}
