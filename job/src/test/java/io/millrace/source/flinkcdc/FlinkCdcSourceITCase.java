package io.millrace.source.flinkcdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.Secret;
import io.millrace.source.SourceScan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkCdcSourceITCase {

  @TempDir static Path dir;
  private static FlinkCdcFixture postgres;

  @BeforeAll
  static void start() {
    postgres = new FlinkCdcFixture(dir);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  /** Until all that is in the log now has been given. */
  private static void awaitEndOfLog(RunningJob job, Tape tape) throws Exception {
    long end = postgres.endOfLog();
    postgres.execute("SELECT pg_logical_emit_message(true, 'test', '')");
    job.until(() -> tape.watermark() >= end);
  }

  @Test
  void readsTheSnapshotThenFollowsTheLog() throws Exception {
    postgres.execute(
        "CREATE TABLE fruit (id int PRIMARY KEY, name text NOT NULL, price numeric(8,2))",
        "INSERT INTO fruit SELECT i, 'fruit ' || i, i FROM generate_series(1, 500) i",
        "CREATE PUBLICATION fruits FOR TABLE fruit");
    List<SourceScan> scans = List.of(postgres.scan("fruit"));
    Tape tape = Tape.named("fruits");
    try (RunningJob job = postgres.start(postgres.options("fruits"), scans, "fruits", null)) {
      job.until(() -> tape.watermark() > 0);
      assertThat(FlinkCdcFixture.reads(tape)).isEqualTo(500);

      postgres.execute(
          "INSERT INTO fruit VALUES (501, 'quince', 1.25), (502, 'medlar', NULL)",
          "UPDATE fruit SET price = price + 1 WHERE id <= 10",
          "DELETE FROM fruit WHERE id = 7");
      awaitEndOfLog(job, tape);
      assertThat(new Mirror(scans).play(tape).table(0))
          .containsExactlyInAnyOrderElementsOf(postgres.query("SELECT * FROM fruit"));
    }
  }

  @Test
  void needsNoMoreThanReplicationAndSelect() throws Exception {
    postgres.execute(
        "CREATE TABLE plain (id int PRIMARY KEY)",
        "INSERT INTO plain VALUES (1)",
        "CREATE ROLE reader LOGIN REPLICATION PASSWORD 'secret'",
        "GRANT SELECT ON plain TO reader",
        "CREATE PUBLICATION plain FOR TABLE plain");
    List<SourceScan> scans = List.of(postgres.scan("plain"));
    Tape tape = Tape.named("plain");
    FlinkCdcOptions own = postgres.options("plain");
    FlinkCdcOptions options =
        FlinkCdcOptions.of(
            own.host(), own.port(), own.database(), "reader", new Secret("secret"), "plain");
    try (RunningJob job = postgres.start(options, scans, "plain", null)) {
      job.until(() -> tape.watermark() > 0);
      postgres.execute("INSERT INTO plain VALUES (2)");
      job.until(() -> tape.changes().size() == 2);
    }
  }
}
