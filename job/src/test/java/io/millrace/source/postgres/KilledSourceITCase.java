package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.change.RowCursor;
import io.millrace.local.PostgresServer;
import io.millrace.source.SourceScan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job, which is a source and a file, is killed again and again while it reads tables and
 * then the log under {@link SourceLoad}; what it gave is right to the last change. {@code
 * -Dmillrace.source.kills=200} is the large run; {@code -Dmillrace.source.connector=flink-cdc} does
 * the same to Flink CDC's connector, as strictly, but with replica identity FULL, without which it
 * refuses a changed key beside a large value that is not repeated.
 */
class KilledSourceITCase {

  private static final int KILLS = Integer.getInteger("millrace.source.kills", 8);
  private static final String CONNECTOR =
      System.getProperty("millrace.source.connector", SourceInProcess.MILLRACE);

  /** Flink CDC's connector needs keys. */
  private static final List<String> TABLES =
      CONNECTOR.equals(SourceInProcess.FLINK_CDC)
          ? List.of("t", "ledger")
          : List.of("t", "ledger", "keyless");

  private static final int LONGEST_LIFE_MILLIS = 2500;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static TestPostgres postgres;

  private final long seed = Long.getLong("millrace.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private int killedBeforeCheckpoint;
  private int killedInSnapshot;
  private int killedInLog;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.start(Map.of());
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @Test
  void everyChangeOnce(@TempDir Path directory) throws Exception {
    System.out.printf("seed %d, %d kills of %s%n", seed, KILLS, CONNECTOR);
    TestPostgres.Database database = postgres.database();
    SourceLoad.create(database);
    if (CONNECTOR.equals(SourceInProcess.FLINK_CDC)) {
      database.run(
          "CREATE PUBLICATION killed FOR TABLE t, ledger", "ALTER TABLE t REPLICA IDENTITY FULL");
    }
    List<SourceScan> scans = database.scans(TABLES.toArray(String[]::new));
    try (SourceLoad load = new SourceLoad(database, seed)) {
      for (int kill = 0; kill < KILLS; kill++) {
        kill(directory, database, kill >= Math.max(1, KILLS / 4));
      }
      load.close();
      awaitAll(directory, database);
      System.out.printf(
          "killed before the first checkpoint %d times, in the snapshot %d, in the log %d; %,d transactions%n",
          killedBeforeCheckpoint, killedInSnapshot, killedInLog, load.transactions());
    }
    List<Object> events = EventFile.read(EventFileOperator.events(directory));
    Replay replay = Replay.of(events, scans);
    for (int table = 0; table < TABLES.size(); table++) {
      replay.assertSame(table, database);
    }
    assertLedgerIsTheLog(events, scans);
    assertThat(killedInSnapshot).as("killed in the snapshot").isPositive();
    assertThat(killedInLog).as("killed in the log").isPositive();
  }

  private void kill(Path directory, TestPostgres.Database database, boolean inLog)
      throws Exception {
    Process process = start(directory, database);
    try {
      if (inLog) {
        await(process, directory, () -> watermark(directory) > Change.SNAPSHOT_DELIVERED);
      }
      Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
      assertRuns(process, directory);
    } finally {
      process.destroyForcibly().waitFor();
    }
    if (!Files.exists(EventFileOperator.completed(directory))) {
      killedBeforeCheckpoint++;
    } else if (watermark(directory) > Change.SNAPSHOT_DELIVERED) {
      killedInLog++;
    } else {
      killedInSnapshot++;
    }
  }

  private static void awaitAll(Path directory, TestPostgres.Database database) throws Exception {
    long end = database.lsn();
    Process process = start(directory, database);
    try {
      await(process, directory, () -> watermark(directory) >= end);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void await(Process process, Path directory, Callable<Boolean> done)
      throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!done.call()) {
      assertRuns(process, directory);
      if (Instant.now().isAfter(deadline)) {
        process.destroyForcibly();
        throw new AssertionError("it came no further:\n" + Files.readString(said(directory)));
      }
      Thread.sleep(20);
    }
  }

  private static long watermark(Path directory) throws Exception {
    Path path = EventFileOperator.watermark(directory);
    return Files.exists(path) ? Long.parseLong(Files.readString(path)) : Long.MIN_VALUE;
  }

  private static void assertRuns(Process process, Path directory) throws Exception {
    if (!process.isAlive()) {
      throw new AssertionError("it ended by itself:\n" + Files.readString(said(directory)));
    }
  }

  private static Path said(Path directory) {
    return directory.resolve("said");
  }

  /** Runs, and has its state. */
  private static Process start(Path directory, TestPostgres.Database database) throws Exception {
    Path said = said(directory);
    Process process =
        ChildJvm.of(
                List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                SourceInProcess.class,
                arguments(directory, database))
            .redirectOutput(said.toFile())
            .start();
    await(process, directory, () -> Files.readString(said).contains(EventFileOperator.RESTORED));
    return process;
  }

  private static List<String> arguments(Path directory, TestPostgres.Database database) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                CONNECTOR,
                "127.0.0.1",
                Integer.toString(postgres.server().port()),
                database.name(),
                PostgresServer.USER,
                PostgresServer.PASSWORD,
                directory.toString()));
    arguments.addAll(TABLES);
    return arguments;
  }

  /** Each transaction's changes of t are those that it noted, no more and no fewer. */
  private static void assertLedgerIsTheLog(List<Object> events, List<SourceScan> scans) {
    Map<String, Integer> open = new TreeMap<>();
    RowCursor row = new RowCursor(scans.get(0).layout());
    RowCursor note = new RowCursor(scans.get(1).layout());
    int changes = 0;
    for (Object event : events) {
      if (event instanceof Change change
          && change.table() < 2
          && change.kind() != Change.Kind.READ) {
        boolean isNote = change.table() == 1;
        (isNote ? note : row).reset(change.row());
        String what = isNote ? values(note, 1, 3) : change.kind() + " " + values(row, 0, 1);
        open.merge(change.position().commit() + " " + what, isNote ? 1 : -1, Integer::sum);
        changes += isNote ? 0 : 1;
      }
    }
    open.values().removeIf(count -> count == 0);
    assertThat(open).as("notes without a change (1), changes without a note (-1)").isEmpty();
    System.out.printf("%,d changes, each of them once%n", changes);
    assertThat(changes).isPositive();
  }

  private static String values(RowCursor cursor, int from, int to) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < to && cursor.next(); i++) {
      if (i >= from) {
        values.add(String.valueOf(cursor.value()));
      }
    }
    return String.join(" ", values);
  }
}
