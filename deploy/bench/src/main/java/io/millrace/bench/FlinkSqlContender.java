package io.millrace.bench;

import io.millrace.local.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The join in Flink SQL, into nothing; see {@code deploy/bench/flink-sql}. */
final class FlinkSqlContender implements Contender {

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final int POLL_MILLIS = 50;

  /** Flink SQL takes the old row back and gives the new one. */
  private static final int RECORDS_AN_UPDATE = 2;

  private final Stand stand;
  private final OrdersDatabase database;
  private Process process;
  private volatile long began;

  /** Records, live rows with a name, rows with the new name; as the process prints them. */
  private volatile long[] counts = new long[3];

  private long recordsOfLoad;

  FlinkSqlContender(Stand stand, OrdersDatabase database) {
    this.stand = stand;
    this.database = database;
  }

  @Override
  public String name() {
    return "flink-sql";
  }

  @Override
  public void start() throws IOException {
    Path module = stand.repository().resolve("deploy/bench/flink-sql/target");
    Path directory = Files.createDirectories(stand.directory().resolve("flink-sql"));
    List<String> command = new ArrayList<>(List.of("java", "-Duser.timezone=UTC"));
    command.add("-Dorg.apache.logging.log4j.level=WARN");
    command.add("-Xmx" + stand.memory());
    command.add("-cp");
    command.add(
        module.resolve("classes") + ":" + Files.readString(module.resolve("flink-sql.classpath")));
    command.add("io.millrace.bench.flinksql.FlinkSqlJoin");
    command.add(Integer.toString(stand.postgres().port()));
    command.add(PostgresServer.USER);
    command.add(PostgresServer.PASSWORD);
    command.add(database.name());
    command.add(Integer.toString(stand.parallelism()));
    command.add(stand.managed());
    command.add(stand.checkpointInterval());
    command.add(directory.toString());
    process =
        new ProcessBuilder(command)
            .redirectError(stand.directory().resolve(database.name() + ".log").toFile())
            .start();
    Thread reader = new Thread(this::read, "counts");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("counts ")) {
          String[] numbers = line.split(" ");
          if (began == 0) {
            began = System.currentTimeMillis();
          }
          counts =
              new long[] {
                Long.parseLong(numbers[1]), Long.parseLong(numbers[2]), Long.parseLong(numbers[3])
              };
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long awaitLoaded() throws InterruptedException {
    await(() -> counts[1] == database.orders());
    recordsOfLoad = counts[0];
    return began;
  }

  @Override
  public void awaitUpdates(int updates) throws InterruptedException {
    await(() -> counts[0] >= recordsOfLoad + (long) RECORDS_AN_UPDATE * updates);
  }

  @Override
  public void awaitRename() throws InterruptedException {
    await(() -> counts[2] >= database.hotOrders());
  }

  private void await(BooleanSupplier done) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!done.getAsBoolean()) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(
            "Flink SQL has ended or does not get there: "
                + stand.directory().resolve(database.name() + ".log"));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  @Override
  public void check() {
    // Nothing is kept that could be compared.
  }

  @Override
  public CpuSeconds cpu() {
    return stand.cpu("flink-sql", process.pid());
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly().waitFor();
    stand.dropSlots();
    database.drop();
  }
}
