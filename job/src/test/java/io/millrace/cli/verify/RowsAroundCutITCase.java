package io.millrace.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.connect.PlannedPipeline;
import io.millrace.cli.verify.Difference.Kind;
import io.millrace.cli.verify.Verification.Settings;
import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import io.millrace.pipeline.Pipeline;
import io.millrace.sink.clickhouse.ClickHouseSchema;
import io.millrace.sink.clickhouse.ExistingRows;
import io.millrace.topology.TargetEnds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A row that comes and goes between two watermarks leaves nothing in ClickHouse; {@code verify},
 * whose cut lay between, must not miss it. The test publishes in the job's place: here a row that
 * only Postgres ever had is one that came to nothing, or one that was lost.
 */
class RowsAroundCutITCase {

  private static final long BEHIND_EVERY_CUT = Long.MAX_VALUE;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TestPipeline parts;

  @BeforeEach
  void copy() {
    parts = new TestPipeline(TestServers.get()).table("part", "SELECT id, note FROM parts");
    parts.sql(
        "CREATE TABLE parts (id bigint PRIMARY KEY, note text)",
        "INSERT INTO parts SELECT g, 'n' || g FROM generate_series(1, 100) g");
    Pipeline pipeline = parts.pipeline();
    ClickHouseSchema.prepare(
        TargetEnds.options(pipeline),
        TargetEnds.clickHouse(pipeline, PlannedPipeline.of(pipeline).plan()),
        ExistingRows.REFUSE);
    parts.clickhouse(
        "INSERT INTO {db}.part SELECT number + 1, 'n' || toString(number + 1),"
            + " bitShiftLeft(toUInt128(1), 64), 0 FROM numbers(100)");
  }

  @AfterEach
  void drop() {
    parts.drop();
  }

  @Test
  void rowsThatAreGoneAtTheNextCutAreNotMissing() {
    publish(BEHIND_EVERY_CUT);
    parts.sql("INSERT INTO parts VALUES (1000, 'brief'), (50000, 'brief')");

    VerificationResult result =
        verify(5, PATIENCE, onceAtCut(() -> parts.sql("DELETE FROM parts WHERE note = 'brief'")));

    assertThat(result.isExact()).as(result.toString()).isTrue();
    assertThat(result.unverified()).isZero();
    assertThat(result.rounds()).isEqualTo(2);
  }

  @Test
  void aRowThatIsMissingAtTheNextCutTooIsFoundOnce() {
    publish(BEHIND_EVERY_CUT);
    parts.sql("INSERT INTO parts VALUES (1000, 'lost'), (1001, 'brief')");

    VerificationResult result =
        verify(1, PATIENCE, onceAtCut(() -> parts.sql("DELETE FROM parts WHERE note = 'brief'")));

    assertThat(result.tables().get(0).counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
    assertThat(result.tables().get(0).differences().get(0).key()).containsExactly("1000");
  }

  /** Until ClickHouse knows a later version of it, which says that it was there. */
  @Test
  void aMissingRowThatComesAfterTheNextCutIsUnverified() {
    publish(BEHIND_EVERY_CUT);
    parts.sql("INSERT INTO parts VALUES (1000, 'late')");
    String late =
        "INSERT INTO {db}.part VALUES (1000, 'later', bitShiftLeft(toUInt128(%d), 64), 0)"
            .formatted(BEHIND_EVERY_CUT);

    VerificationResult result =
        verify(
            3,
            PATIENCE,
            text -> {
              if (text.startsWith("Round 2")) {
                parts.clickhouse(late);
              }
            });

    assertThat(result.tables().get(0).counts()).isEmpty();
    assertThat(result.unverified()).isEqualTo(1);
  }

  @Test
  void withoutAnotherCommitInTimeWhatIsMissingCounts() {
    parts.sql("INSERT INTO parts VALUES (1000, 'lost')");
    StringBuilder said = new StringBuilder();

    VerificationResult result =
        verify(
            5,
            Duration.ofSeconds(1),
            text -> {
              if (said.isEmpty()) {
                publish(parts.lsn());
              } else if (text.startsWith("Round")) {
                parts.sql("UPDATE parts SET note = note WHERE id = 1");
              }
              said.append(text).append('\n');
            });

    assertThat(result.tables().get(0).counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
    assertThat(said).contains("rows that were missing once count as missing");
  }

  /** Of a table that was never filled nobody wants to hear later. */
  @Test
  void ofVeryManyMissingRowsSomeCountAtOnce() {
    publish(BEHIND_EVERY_CUT);
    parts.sql("INSERT INTO parts SELECT g, 'brief' FROM generate_series(1001, 11234) g");

    VerificationResult result =
        verify(5, PATIENCE, onceAtCut(() -> parts.sql("DELETE FROM parts WHERE note = 'brief'")));

    assertThat(result.tables().get(0).counts()).isEqualTo(Map.of(Kind.MISSING, 234L));
  }

  private VerificationResult verify(int rounds, Duration patience, Consumer<String> progress) {
    return Verification.run(
        parts.pipeline(), new Settings(rounds, patience, 5), List.of(), progress);
  }

  /** Between the first cut's snapshot and the comparison. */
  private static Consumer<String> onceAtCut(Runnable change) {
    boolean[] done = new boolean[1];
    return text -> {
      if (!done[0]) {
        done[0] = true;
        change.run();
      }
    };
  }

  private void publish(long lsn) {
    parts.clickhouse(
        "INSERT INTO {db}._millrace_commits (pipeline, checkpoint_id, commit_lsn, commit_time, rows)"
            + " VALUES ('"
            + parts.name
            + "', 1, "
            + lsn
            + ", now64(6), map())");
  }
}
