package io.millrace.source.flinkcdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.RowCursor;
import io.millrace.source.SourceScan;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unchanged large values, changes of keys, truncation, tables without a key, and doing nothing. */
class FlinkCdcRowsITCase {

  private static final String LARGE =
      "(SELECT string_agg(md5((i * %d)::text), '') FROM generate_series(1, 300) i)";

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

  private static void createDocument(String name) throws Exception {
    postgres.execute(
        "CREATE TABLE %s (id int PRIMARY KEY, body text, raw bytea, n int)".formatted(name),
        "ALTER TABLE %s ALTER body SET STORAGE EXTERNAL, ALTER raw SET STORAGE EXTERNAL"
            .formatted(name),
        "INSERT INTO %s SELECT k, %s, %s::bytea, 0 FROM generate_series(1, 3) k"
            .formatted(name, LARGE.formatted(7), LARGE.formatted(8)),
        "INSERT INTO %s VALUES (4, '__debezium_unavailable_value', NULL, 0)".formatted(name),
        "CREATE PUBLICATION %s_pub FOR TABLE %s".formatted(name, name));
  }

  private static void awaitEnd(RunningJob job, Tape tape) throws Exception {
    long end = postgres.endOfLog();
    postgres.execute("SELECT pg_logical_emit_message(true, 'test', '')");
    job.until(() -> tape.watermark() >= end);
  }

  private static void assertEqual(List<SourceScan> scans, Tape tape, String sql) throws Exception {
    assertThat(new Mirror(scans).play(tape).table(0))
        .containsExactlyInAnyOrderElementsOf(postgres.query(sql));
  }

  @Test
  void leavesUnchangedLargeValuesUnchanged() throws Exception {
    createDocument("document");
    List<SourceScan> scans = List.of(postgres.scan("document"));
    Tape tape = Tape.named("document_pub");
    try (RunningJob job =
        postgres.start(postgres.options("document_pub"), scans, "document_pub", null)) {
      job.until(() -> tape.watermark() > 0);
      postgres.execute(
          "UPDATE document SET n = n + 1",
          "UPDATE document SET body = NULL WHERE id = 2",
          "UPDATE document SET id = 40 WHERE id = 4",
          "DELETE FROM document WHERE id = 3");
      awaitEnd(job, tape);
      assertEqual(scans, tape, "SELECT id, body, encode(raw, 'hex'), n FROM document");
      Change first = tape.changes().get(4);
      assertThat(first.kind()).isEqualTo(Change.Kind.UPSERT);
      RowCursor cursor = new RowCursor(scans.get(0).layout()).reset(first.row());
      assertThat(cursor.seek(1).flag()).isEqualTo(io.millrace.change.Row.UNCHANGED);
      assertThat(cursor.seek(2).flag()).isEqualTo(io.millrace.change.Row.UNCHANGED);
    }
  }

  @Test
  void refusesANewKeyForARowWhoseLargeValueIsNotRepeated() throws Exception {
    createDocument("moved");
    List<SourceScan> scans = List.of(postgres.scan("moved"));
    Tape tape = Tape.named("moved_pub");
    try (RunningJob job = postgres.start(postgres.options("moved_pub"), scans, "moved_pub", null)) {
      job.until(() -> tape.watermark() > 0);
      postgres.execute("UPDATE moved SET id = 10 WHERE id = 1");
      assertThat(ExceptionUtils.stringifyException(job.failure()))
          .contains("table public.moved: the key of a row was changed", "large column body")
          .contains("REPLICA IDENTITY FULL");
    }
  }

  @Test
  void takesLargeValuesFromTheOldRowWithFullIdentity() throws Exception {
    createDocument("full_document");
    postgres.execute("ALTER TABLE full_document REPLICA IDENTITY FULL");
    List<SourceScan> scans = List.of(postgres.scan("full_document"));
    Tape tape = Tape.named("full_document_pub");
    try (RunningJob job =
        postgres.start(postgres.options("full_document_pub"), scans, "full_document_pub", null)) {
      job.until(() -> tape.watermark() > 0);
      postgres.execute(
          "UPDATE full_document SET id = id + 10, n = 5",
          "UPDATE full_document SET n = 6 WHERE id = 11");
      awaitEnd(job, tape);
      assertEqual(scans, tape, "SELECT id, body, encode(raw, 'hex'), n FROM full_document");
      assertThat(tape.changes().stream().filter(c -> c.kind() == Change.Kind.DELETE)).hasSize(4);
    }
  }

  @Test
  void followsATableWithoutPrimaryKey() throws Exception {
    postgres.execute(
        "CREATE TABLE keyless (code text NOT NULL, v int)",
        "ALTER TABLE keyless REPLICA IDENTITY FULL",
        "INSERT INTO keyless VALUES ('a', 1), ('b', 2), ('c', 3)",
        "CREATE PUBLICATION keyless_pub FOR TABLE keyless");
    SourceScan bare = postgres.scan("keyless", 0);
    List<SourceScan> scans = List.of(bare);
    Tape tape = Tape.named("keyless_pub");
    try (RunningJob job =
        postgres.start(postgres.options("keyless_pub"), scans, "keyless_pub", null)) {
      job.until(() -> tape.watermark() > 0);
      postgres.execute(
          "UPDATE keyless SET code = 'z', v = 9 WHERE code = 'a'",
          "UPDATE keyless SET v = 8 WHERE code = 'b'",
          "DELETE FROM keyless WHERE code = 'c'");
      awaitEnd(job, tape);
      assertEqual(scans, tape, "SELECT * FROM keyless");
    }
  }

  @Test
  void refusesATruncation() throws Exception {
    postgres.execute(
        "CREATE TABLE emptied (id int PRIMARY KEY)",
        "CREATE PUBLICATION emptied_pub FOR TABLE emptied");
    List<SourceScan> scans = List.of(postgres.scan("emptied"));
    Tape tape = Tape.named("emptied_pub");
    try (RunningJob job =
        postgres.start(postgres.options("emptied_pub"), scans, "emptied_pub", null)) {
      job.until(() -> tape.watermark() > 0);
      postgres.execute("TRUNCATE emptied");
      assertThat(ExceptionUtils.stringifyException(job.failure()))
          .contains("table public.emptied was truncated");
    }
  }

  @Test
  void isFreshAndLetsTheSlotMoveWhenNothingChanges() throws Exception {
    postgres.execute(
        "CREATE TABLE quiet (id int PRIMARY KEY)",
        "CREATE TABLE noisy (id int)",
        "CREATE PUBLICATION quiet_pub FOR TABLE quiet");
    List<SourceScan> scans = List.of(postgres.scan("quiet"));
    Tape tape = Tape.named("quiet_pub");
    FlinkCdcOptions options = FlinkCdcFixture.withChunkRows(postgres.options("quiet_pub"), 1000);
    try (RunningJob job = postgres.start(options, scans, "quiet_pub", null)) {
      job.until(() -> tape.watermark() > 0);
      postgres.execute("INSERT INTO noisy SELECT generate_series(1, 10000)");
      long end = postgres.endOfLog();
      job.until(() -> tape.watermark() > end && confirmed("quiet_pub") > end);
      long millis = System.currentTimeMillis();
      job.until(() -> last(tape).timeMicros() >= millis * 1000);
      assertThat(last(tape).timeMicros()).isLessThan((System.currentTimeMillis() + 1) * 1000);
    }
  }

  private static Commit last(Tape tape) {
    List<Commit> commits = tape.commits();
    return commits.get(commits.size() - 1);
  }

  private static long confirmed(String slot) throws Exception {
    return ((Number)
            postgres
                .query(
                    "SELECT (confirmed_flush_lsn - '0/0')::bigint FROM pg_replication_slots"
                        + " WHERE slot_name = '%s'".formatted(slot))
                .get(0)
                .get(0))
        .longValue();
  }
}
