package io.millrace.source.flinkcdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.SourceScan;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slot that cannot serve the checkpoint, or a database that is not as it must be: no start. */
class FlinkCdcGuardITCase {

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

  private static List<SourceScan> table(String name) throws Exception {
    postgres.execute("CREATE TABLE %s (id int PRIMARY KEY)".formatted(name));
    return List.of(postgres.scan(name));
  }

  private static String failure(String name, List<SourceScan> scans, String restore)
      throws Exception {
    try (RunningJob job = postgres.start(postgres.options(name), scans, name, restore)) {
      return ExceptionUtils.stringifyException(job.failure());
    }
  }

  private static String savepoint(String name, List<SourceScan> scans) throws Exception {
    postgres.execute("CREATE PUBLICATION %s FOR TABLE %s".formatted(name, name));
    try (RunningJob job = postgres.start(postgres.options(name), scans, name, null)) {
      job.until(() -> Tape.named(name).watermark() > 0);
      return job.stop();
    }
  }

  @Test
  void refusesASlotThatIsGoneAndDoesNotMakeItAnew() throws Exception {
    List<SourceScan> scans = table("gone");
    String savepoint = savepoint("gone", scans);
    postgres.execute("SELECT pg_drop_replication_slot('gone')");
    assertThat(failure("gone", scans, savepoint)).contains("slot gone is gone", "Start afresh");
    assertThat(
            postgres.query("SELECT slot_name FROM pg_replication_slots WHERE slot_name = 'gone'"))
        .isEmpty();
  }

  @Test
  void refusesASlotThatIsAhead() throws Exception {
    List<SourceScan> scans = table("ahead");
    String savepoint = savepoint("ahead", scans);
    postgres.execute(
        "INSERT INTO ahead VALUES (1)",
        "SELECT pg_replication_slot_advance('ahead', pg_current_wal_lsn())");
    assertThat(failure("ahead", scans, savepoint))
        .contains("slot ahead has been acknowledged up to", "Restore a later checkpoint");
  }

  @Test
  void refusesASlotMadeAnew() throws Exception {
    List<SourceScan> scans = table("again");
    String savepoint = savepoint("again", scans);
    postgres.execute(
        "SELECT pg_drop_replication_slot('again')",
        "SELECT pg_create_logical_replication_slot('again', 'pgoutput')");
    assertThat(failure("again", scans, savepoint)).contains("has been acknowledged up to");
  }

  @Test
  void refusesASlotOfAnotherPlugin() throws Exception {
    List<SourceScan> scans = table("plugin");
    postgres.execute(
        "CREATE PUBLICATION plugin FOR TABLE plugin",
        "SELECT pg_create_logical_replication_slot('plugin', 'test_decoding')");
    assertThat(failure("plugin", scans, null)).contains("has the plugin test_decoding");
  }

  @Test
  void refusesATableThatIsNotPublished() throws Exception {
    assertThat(failure("unpublished", table("unpublished"), null))
        .contains("table public.unpublished is not in the publication unpublished");
  }

  @Test
  void refusesATableWhoseNameTheConnectorTakesForAnother() throws Exception {
    postgres.execute("CREATE TABLE aXb (id int)");
    List<SourceScan> scans = table("a_b");
    postgres.execute("CREATE TABLE \"acb\" (id int)", "CREATE PUBLICATION a_b FOR TABLE a_b");
    assertThat(failure("a_b", scans, null)).contains("table public.a_b cannot be told");
  }

  @Test
  void refusesAColumnThatIsGone() throws Exception {
    postgres.execute(
        "CREATE TABLE narrowed (id int PRIMARY KEY, extra text)",
        "CREATE PUBLICATION narrowed FOR TABLE narrowed");
    List<SourceScan> scans = List.of(postgres.scan("narrowed"));
    try (RunningJob job = postgres.start(postgres.options("narrowed"), scans, "narrowed", null)) {
      job.until(() -> Tape.named("narrowed").watermark() > 0);
      postgres.execute("ALTER TABLE narrowed DROP COLUMN extra", "INSERT INTO narrowed VALUES (1)");
      assertThat(ExceptionUtils.stringifyException(job.failure()))
          .contains("table public.narrowed, column extra: the log no longer has it");
    }
  }

  @Test
  void refusesAColumnThatHasBecomeAnother() throws Exception {
    postgres.execute(
        "CREATE TABLE widened (id int PRIMARY KEY, n int)",
        "CREATE PUBLICATION widened FOR TABLE widened");
    List<SourceScan> scans = List.of(postgres.scan("widened"));
    try (RunningJob job = postgres.start(postgres.options("widened"), scans, "widened", null)) {
      job.until(() -> Tape.named("widened").watermark() > 0);
      postgres.execute(
          "ALTER TABLE widened ALTER n TYPE bigint", "INSERT INTO widened VALUES (1, 5)");
      assertThat(ExceptionUtils.stringifyException(job.failure()))
          .contains("table public.widened, column n: its type has changed");
    }
  }
}
