package io.millrace.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
 * {@code verify} of a table without a key: what is planted is found, and nothing else. The test
 * publishes in the job's place.
 */
class MultisetVerificationITCase {

  private static final long BEHIND_EVERY_CUT = Long.MAX_VALUE;

  /** Rows 0 to 99 are like 100 to 199. */
  private static final String EVENT =
      "number % 100, 'n' || toString(number % 100), if(number % 2 = 0, NULL, toDateTime64('2026-02-28 12:00:00', 6, 'UTC'))";

  private TestPipeline events;

  @BeforeEach
  void copy() {
    events =
        new TestPipeline(TestServers.get())
            .table(
                "event",
                "SELECT e.kind, _commit_ordinal AS nth, e.note, _commit_lsn AS commit, k.name, e.at"
                    + " FROM events e LEFT JOIN kinds k ON k.id = e.kind");
    events.sql(
        "CREATE TABLE kinds (id bigint PRIMARY KEY, name text)",
        "CREATE TABLE events (kind bigint, note text, at timestamptz)",
        "INSERT INTO kinds SELECT g, 'k' || g FROM generate_series(0, 49) g",
        """
        INSERT INTO events
        SELECT g % 100, 'n' || g % 100, CASE WHEN g % 2 = 1 THEN timestamptz '2026-02-28 12:00:00+00' END
        FROM generate_series(0, 199) g""");
    Pipeline pipeline = events.pipeline();
    ClickHouseSchema.prepare(
        TargetEnds.options(pipeline),
        TargetEnds.clickHouse(pipeline, PlannedPipeline.of(pipeline).plan()),
        ExistingRows.REFUSE);
    events.clickhouse(
        """
        INSERT INTO {db}.event (commit, nth, kind, note, at, name, _version, _is_deleted)
        SELECT 8, number, %s, if(number %% 100 < 50, 'k' || toString(number %% 100), NULL),
               bitShiftLeft(toUInt128(8), 64) + number, 0
        FROM numbers(200)"""
            .formatted(EVENT));
    events.clickhouse(
        "INSERT INTO {db}._millrace_commits (pipeline, checkpoint_id, commit_lsn, commit_time, rows)"
            + " VALUES ('%s', 1, %d, now64(6), map())".formatted(events.name, BEHIND_EVERY_CUT));
  }

  @AfterEach
  void drop() {
    events.drop();
  }

  @Test
  void whatIsEqualIsFoundEqual() {
    VerificationResult result = verify(5, text -> {});

    assertThat(result.isExact()).as(result.toString()).isTrue();
    assertThat(result.tables().get(0).multiset()).isTrue();
    assertThat(result.tables().get(0).rows()).isEqualTo(200);
    assertThat(result.unverified()).isZero();
    assertThat(result.rounds()).isEqualTo(1);
    events.assertEqual();
  }

  @Test
  void missingExtraAndRepeatedRows() {
    plant("1 AS _is_deleted, _version + 1 AS _version", "nth = 117");
    plant("nth + 1000 AS nth", "nth = 5");
    plant("nth + 1000 AS nth, NULL AS note", "nth = 6");

    VerificationResult result = verify(5, text -> {});

    assertThat(result.tables().get(0).counts())
        .isEqualTo(Map.of(Kind.MISSING, 1L, Kind.EXTRA, 1L, Kind.REPEATED, 1L));
    assertThat(result.toString())
        .contains("row (17, n17, k17, 2026-02-28 12:00:00.000000): missing")
        .contains("row (5, n5, k5, 2026-02-28 12:00:00.000000): repeated")
        .contains("row (6, NULL, k6, NULL): extra");
    assertThat(result.rounds()).isEqualTo(2);
    assertThatThrownBy(events::assertSameRows).isInstanceOf(AssertionError.class);
  }

  @Test
  void aChangedValueIsOneMissingAndOneExtra() {
    plant("'' AS note, _version + 1 AS _version", "nth = 80");

    assertThat(verify(5, text -> {}).tables().get(0).counts())
        .isEqualTo(Map.of(Kind.MISSING, 1L, Kind.EXTRA, 1L));
  }

  @Test
  void aVersionThatIsThereTwiceIsFound() {
    plant("0 AS _is_deleted", "nth = 17");

    VerificationResult result = verify(5, text -> {});

    assertThat(result.tables().get(0).counts()).isEqualTo(Map.of(Kind.DUPLICATE_VERSION, 1L));
    assertThat(result.isEqual()).isTrue();
  }

  /** Inserted behind the cut: they say nothing of it, and explain nothing that is missing at it. */
  @Test
  void rowsBehindTheCutAreLeftOut() {
    plant(behind("commit") + ", " + behind("_version"), "nth < 20");
    plant("1 AS _is_deleted, _version + 1 AS _version", "nth = 117");

    VerificationResult result = verify(5, text -> {});

    assertThat(result.tables().get(0).counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
    assertThat(result.unverified()).isZero();
  }

  /** A joined row changed, and rows are gone: nobody can say of these what they were at the cut. */
  @Test
  void rowsThatChangedBehindEveryCutAreUnverified() {
    plant("'renamed' AS name, " + behind("_version"), "kind = 3");
    plant("1 AS _is_deleted, " + behind("_version"), "kind = 4");

    VerificationResult result = verify(3, text -> {});

    assertThat(result.tables().get(0).counts()).isEmpty();
    assertThat(result.unverified()).isEqualTo(4);
    assertThat(result.rounds()).isEqualTo(3);
  }

  @Test
  void whatChangedRowsCannotExplainIsMissing() {
    plant("'renamed' AS name, " + behind("_version"), "nth = 3");
    plant("1 AS _is_deleted, _version + 1 AS _version", "kind = 17");

    VerificationResult result = verify(2, text -> {});

    assertThat(result.tables().get(0).counts()).isEqualTo(Map.of(Kind.MISSING, 2L));
    assertThat(result.unverified()).isEqualTo(1);
  }

  /** As if inserted and truncated between two watermarks, with the cut between. */
  @Test
  void rowsThatAreGoneAtTheNextCutAreNotMissing() {
    events.sql("INSERT INTO events VALUES (1, 'brief', NULL), (1, 'brief', NULL)");

    VerificationResult result =
        verify(
            1,
            text -> {
              if (text.startsWith("Round 2")) {
                // Postgres refuses it once the table is published.
                events.sql("DELETE FROM events WHERE note = 'brief'");
              }
            });

    assertThat(result.isExact()).as(result.toString()).isTrue();
    assertThat(result.unverified()).isZero();
    assertThat(result.rounds()).isEqualTo(2);
  }

  /** The rows of a first load have the slot's position, whenever they came. */
  @Test
  void rowsOfAFirstLoadThatCameAfterTheFirstCutAreNotExtra() {
    plant("nth + 1000 AS nth, 'late' AS note", "nth = 6");

    VerificationResult result =
        verify(
            1,
            text -> {
              if (text.startsWith("Round 2")) {
                events.sql("INSERT INTO events VALUES (6, 'late', NULL)");
              }
            });

    assertThat(result.isExact()).as(result.toString()).isTrue();
    assertThat(result.rounds()).isEqualTo(2);
  }

  private VerificationResult verify(int rounds, Consumer<String> progress) {
    return Verification.run(
        events.pipeline(), new Settings(rounds, Duration.ofSeconds(30), 5), List.of(), progress);
  }

  private static String behind(String column) {
    return column.equals("_version")
        ? "bitShiftLeft(toUInt128(%d), 64) AS _version".formatted(BEHIND_EVERY_CUT)
        : "%d AS %s".formatted(BEHIND_EVERY_CUT, column);
  }

  /** Inserts rows made of rows that are there; the sub-query keeps a replaced column apart. */
  private void plant(String replaced, String condition) {
    events.clickhouse(
        "INSERT INTO {db}.event SELECT * REPLACE (%s) FROM (SELECT * FROM {db}.event WHERE %s) SETTINGS insert_deduplicate = 0"
            .formatted(replaced, condition));
  }
}
