package io.millrace.source.flinkcdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.source.SourceScan;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * Interleaved transactions, COPY and large transactions while the job is stopped and restored, with
 * savepoints and from checkpoints: nothing lost, nothing twice, and every watermark between
 * transactions.
 */
class FlinkCdcRestartITCase {

  private static final int ACCOUNTS = 50;
  private static final int ROUNDS = 5;

  @TempDir Path dir;

  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void losesNothingAndGivesNothingTwice() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    ExecutorService writers = Executors.newFixedThreadPool(2);
    try (FlinkCdcFixture postgres = new FlinkCdcFixture(dir)) {
      postgres.execute(
          "CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL)",
          "INSERT INTO account SELECT i, 1000 FROM generate_series(1, " + ACCOUNTS + ") i",
          "CREATE TABLE entry (id bigserial PRIMARY KEY, batch text NOT NULL, size int NOT NULL)",
          "CREATE PUBLICATION bank FOR TABLE account, entry");
      List<SourceScan> scans = List.of(postgres.scan("account"), postgres.scan("entry"));
      List<Future<?>> written =
          Stream.of(1, 2)
              .<Future<?>>map(w -> writers.submit(() -> write(postgres, new Random(seed + w), w)))
              .toList();
      Tape tape = Tape.named("bank");
      String restore = null;
      for (int round = 0; round < ROUNDS; round++) {
        restore = run(postgres, scans, tape, restore, round);
      }
      over.set(true);
      for (Future<?> writer : written) {
        writer.get();
      }
      long end = postgres.endOfLog();
      try (RunningJob job = postgres.start(postgres.options("bank"), scans, "bank", restore)) {
        job.until(() -> tape.watermark() >= end);
      }
      check(postgres, scans, tape);
    } finally {
      writers.shutdownNow();
    }
  }

  /**
   * What is in the log at a start can take the server long to send (here a large transaction of a
   * table that is not followed): until then its silence says nothing of how fresh the source is.
   */
  @Test
  void isNotUpToDateBeforeItHasReadWhatWasThereAtItsStart() throws Exception {
    try (FlinkCdcFixture postgres = new FlinkCdcFixture(dir)) {
      postgres.execute(
          "CREATE TABLE few (id int PRIMARY KEY)",
          "CREATE TABLE many (id int)",
          "CREATE PUBLICATION late FOR TABLE few");
      List<SourceScan> scans = List.of(postgres.scan("few"));
      Tape tape = Tape.named("late");
      String savepoint;
      try (RunningJob job = postgres.start(postgres.options("late"), scans, "late", null)) {
        job.until(() -> tape.watermark() > 0);
        savepoint = job.stop();
      }
      postgres.execute(
          "INSERT INTO many SELECT generate_series(1, 500000)", "INSERT INTO few VALUES (1)");
      long written = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      try (RunningJob job = postgres.start(postgres.options("late"), scans, "late", savepoint)) {
        job.until(() -> !tape.changes().isEmpty());
      }
      assertThat(tape.events().stream().takeWhile(e -> !(e instanceof Change)))
          .as("said up to date before the change")
          .noneMatch(e -> e instanceof Commit commit && commit.timeMicros() > written);
    }
  }

  /** Runs for a while; stops with a savepoint, or dies and leaves its last checkpoint. */
  private String run(
      FlinkCdcFixture postgres, List<SourceScan> scans, Tape tape, String restore, int round)
      throws Exception {
    try (RunningJob job = postgres.start(postgres.options("bank"), scans, "bank", restore)) {
      long before = tape.watermark();
      job.until(() -> tape.watermark() > Math.max(0, before));
      Thread.sleep(2500);
      if (round % 2 == 0) {
        return job.stop();
      }
    }
    return lastCheckpoint();
  }

  private String lastCheckpoint() throws IOException {
    try (Stream<Path> files = Files.walk(dir.resolve("checkpoints"))) {
      return files
          .filter(f -> f.endsWith("_metadata"))
          .max(Comparator.comparingLong(FlinkCdcRestartITCase::modified))
          .orElseThrow()
          .getParent()
          .toUri()
          .toString();
    }
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Void write(FlinkCdcFixture postgres, Random random, int writer) throws Exception {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; !over.get(); i++) {
        transfer(statement, random);
        if (i % 5 == 0) {
          enter(statement, writer + "-insert-" + i, 20);
        }
        if (i % 10 == 3) {
          copy(connection, writer + "-copy-" + i, 60);
        }
        if (i % 100 == 10) {
          enter(statement, writer + "-large-" + i, 2500);
        }
        if (random.nextInt(10) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
        Thread.sleep(20 + random.nextInt(100));
      }
      connection.commit();
    }
    return null;
  }

  /** Locks in key order; the pause lets the other writer's records come between. */
  private static void transfer(Statement statement, Random random)
      throws SQLException, InterruptedException {
    int from = 1 + random.nextInt(ACCOUNTS);
    int to = 1 + random.nextInt(ACCOUNTS);
    int amount = from <= to ? 5 : -5;
    update(statement, Math.min(from, to), -amount);
    Thread.sleep(random.nextInt(3));
    update(statement, Math.max(from, to), amount);
  }

  private static void update(Statement statement, int id, int amount) throws SQLException {
    statement.execute("UPDATE account SET balance = balance + " + amount + " WHERE id = " + id);
  }

  private static void enter(Statement statement, String batch, int size) throws SQLException {
    statement.execute(
        "INSERT INTO entry (batch, size) SELECT '%s', %d FROM generate_series(1, %d)"
            .formatted(batch, size, size));
  }

  private static void copy(Connection connection, String batch, int size) throws Exception {
    String rows =
        IntStream.range(0, size)
            .mapToObj(i -> batch + "\t" + size)
            .collect(Collectors.joining("\n"));
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY entry (batch, size) FROM STDIN", new StringReader(rows));
  }

  private static void check(FlinkCdcFixture postgres, List<SourceScan> scans, Tape tape)
      throws SQLException {
    Mirror mirror = new Mirror(scans).play(tape, FlinkCdcRestartITCase::checkWhole);
    assertThat(mirror.table(0))
        .containsExactlyInAnyOrderElementsOf(postgres.query("SELECT * FROM account"));
    List<List<Object>> entries = postgres.query("SELECT * FROM entry");
    assertThat(entries).hasSizeGreaterThan(3000);
    assertThat(mirror.table(1)).containsExactlyInAnyOrderElementsOf(entries);
  }

  private static void checkWhole(Mirror mirror) {
    long sum = mirror.table(0).stream().mapToLong(row -> (Long) row.get(1)).sum();
    assertThat(sum).isEqualTo(1000L * ACCOUNTS);
    mirror.slice(1).stream()
        .collect(Collectors.groupingBy(row -> row.subList(1, 3), Collectors.counting()))
        .forEach((batch, count) -> assertThat(batch.get(1)).isEqualTo(count.intValue()));
  }
}
