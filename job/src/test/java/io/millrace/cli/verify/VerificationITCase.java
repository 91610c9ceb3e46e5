package io.millrace.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.connect.PlannedPipeline;
import io.millrace.cli.verify.Difference.Kind;
import io.millrace.cli.verify.Verification.Settings;
import io.millrace.local.ClickHouseServer;
import io.millrace.local.LocalHome;
import io.millrace.local.PostgresServer;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.PipelineReader;
import io.millrace.sink.clickhouse.ClickHouseSchema;
import io.millrace.sink.clickhouse.ExistingRows;
import io.millrace.topology.TargetEnds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/**
 * The oracle finds what is planted, and nothing else. ClickHouse's rows come from Postgres's COPY
 * text by ClickHouse's own parsers, so each type is compared over a way that the oracle does not
 * share.
 */
class VerificationITCase {

  private static final String BEFORE_ANY_CUT = "bitShiftLeft(toUInt128(1), 64) + 7";
  private static final String BEHIND_EVERY_CUT = "bitShiftLeft(toUInt128(9000000000000000000), 64)";

  @TempDir private static Path dir;

  private static PostgresServer postgres;
  private static ClickHouseServer clickHouse;
  private static Pipeline pipeline;

  @BeforeAll
  static void start() throws SQLException {
    postgres = new PostgresServer(LocalHome.ofTest(dir)).withSettings(Map.of("fsync", "off"));
    postgres.start();
    clickHouse = new ClickHouseServer(LocalHome.ofTest(dir));
    clickHouse.start();
    pipeline = new PipelineReader().read("test.yaml", yaml());
    sql(
        """
        CREATE TABLE "values" (
          id bigint PRIMARY KEY, flag bool, small int2, medium int4, number oid, single float4, double float8,
          price numeric(30, 9), any_number numeric, day date, clock time, local timestamp, instant timestamptz,
          code uuid, letters text, fixed char(5), document jsonb, list int[], span interval)""",
        """
        CREATE TABLE parts (a text, b uuid, c timestamptz, d numeric(8, 2), note text, PRIMARY KEY (a, b, c, d))""",
        """
        INSERT INTO "values" VALUES
          (-9223372036854775808, true, -32768, -2147483648, 4294967295, 'NaN', '-Infinity', -123456789012345678901.123456789,
           1e40, '1900-01-01', '00:00', '1900-01-01', '2299-12-31 23:59:59.999999+00',
           '00000000-0000-0000-0000-000000000001', E'tab\\t newline\\n back\\\\slash ''quote'' \\u00e9 \\U0001F40D', 'a',
           '{"a": [1, 2.50]}', '{1,NULL,3}', '1 year 2 days 03:04:05.6'),
          (0, false, 0, 0, 0, -0.0, 1e-300, 0, 0.1000, '2026-02-28', '24:00', '2026-01-01 12:00:00.5',
           '1999-12-31 23:59:59+02', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '', '', '[]', '{}', '0'),
          (9223372036854775807, NULL, NULL, NULL, NULL, 3.4028235e38, 1.7976931348623157e308, NULL, NULL, NULL, NULL,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          (1, true, 32767, 2147483647, 1, 0.1, 0.1, 0.000000001, 12345.6789, '2299-12-31', '23:59:59.999999',
           '2299-12-31 23:59:59.999999', '1900-01-01 00:00:00+00', gen_random_uuid(), '\\N', 'abcde', 'null', '{-1}',
           '-1 day')""",
        """
        INSERT INTO parts
        SELECT chr(32 + (random() * 90)::int) || chr(32 + (random() * 220)::int) || g, gen_random_uuid(),
               now() - random() * interval '10 years', (random() * 10000 - 5000)::numeric(8, 2), 'n' || g
        FROM generate_series(1, 3000) g""",
        """
        INSERT INTO parts SELECT 'same', gen_random_uuid(), now() - g * interval '1 microsecond', g - 500, 'm'
        FROM generate_series(1, 1000) g""");
  }

  private static String yaml() {
    return """
        name: verified
        source:
          url: postgresql://millrace@127.0.0.1:%d/shop
          password: millrace
        clickhouse:
          url: %s
          database: verified
        tables:
          values:
          parts:
            query: SELECT a, b, c, d, note FROM parts
        """
        .formatted(postgres.port(), clickHouse.httpUrl());
  }

  @AfterAll
  static void stop() {
    clickHouse.stop();
    postgres.stop();
  }

  /** ClickHouse as it must be. */
  @BeforeEach
  void copy() throws SQLException, IOException {
    clickHouse.query("DROP DATABASE IF EXISTS verified SYNC");
    ClickHouseSchema.prepare(
        TargetEnds.options(pipeline),
        TargetEnds.clickHouse(pipeline, PlannedPipeline.of(pipeline).plan()),
        ExistingRows.KEEP);
    for (String table : List.of("values", "parts")) {
      clickHouse.query("SYSTEM STOP MERGES verified.`" + table + "`");
      copy(table);
    }
    clickHouse.query(
        "INSERT INTO verified._millrace_commits (pipeline, checkpoint_id, commit_lsn, commit_time, rows)"
            + " VALUES ('verified', 1, 9223372036854775807, now64(6), map())");
  }

  private static void copy(String table) throws SQLException, IOException {
    try (Connection connection = postgres.connect()) {
      ByteArrayOutputStream rows = new ByteArrayOutputStream();
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (SELECT * FROM \"" + table + "\") TO STDOUT", rows);
      String staged =
          "CREATE OR REPLACE TABLE verified.staged AS verified.`%s` ENGINE = Memory"
              .formatted(table);
      clickHouse.query(staged);
      clickHouse.query(
          "INSERT INTO verified.staged (* EXCEPT (_version, _is_deleted)) SETTINGS date_time_input_format = 'best_effort'"
              + " FORMAT TabSeparated\n"
              + rows.toString(StandardCharsets.UTF_8));
    }
    clickHouse.query(
        "INSERT INTO verified.`%s` SELECT * REPLACE (%s AS _version, 0 AS _is_deleted) FROM verified.staged"
            .formatted(table, BEFORE_ANY_CUT));
  }

  @Test
  void whatIsEqualIsFoundEqual() {
    VerificationResult result = Verification.run(pipeline);

    assertThat(result.isExact()).as(result.toString()).isTrue();
    assertThat(result.unverified()).isZero();
    assertThat(result.tables()).extracting(TableResult::rows).containsExactly(4L, 4000L);
  }

  @Test
  void aChangedValueOfAnyColumnIsFound() {
    for (String change :
        List.of(
            "flag|not(flag)",
            "small|small - 1",
            "single|single + 1",
            "price|price + toDecimal256('0.000000001', 9)",
            "any_number|'12345.678'",
            "day|day - 1",
            "clock|clock + 1",
            "local|addMicroseconds(local, -1)",
            "instant|addMicroseconds(instant, 1)",
            "code|generateUUIDv4()",
            "letters|'\\\\\\\\N '",
            "fixed|'abcd '",
            "document|NULL",
            "span|'-1 days '")) {
      String column = change.substring(0, change.indexOf('|'));
      String value = change.substring(change.indexOf('|') + 1);
      plant(
          "values",
          "* REPLACE (" + value + " AS " + column + ", _version + 1 AS _version)",
          "id = 1");

      TableResult result = Verification.run(pipeline).tables().get(0);

      assertThat(result.counts()).as(column).isEqualTo(Map.of(Kind.DIFFERENT, 1L));
      Difference difference = result.differences().get(0);
      assertThat(difference.key()).containsExactly("1");
      assertThat(difference.columns())
          .extracting(Difference.Change::column)
          .containsExactly(column);
      undo();
    }
  }

  /** Puts the tables as they must be again. */
  private void undo() {
    try {
      copy();
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aMissingRowIsFound() {
    plant("parts", "* REPLACE (1 AS _is_deleted, _version + 1 AS _version)", "note = 'n17'");

    assertThat(parts().counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
  }

  @Test
  void anExtraRowIsFound() {
    plant("parts", "* REPLACE ('zzz' AS a)", "note = 'n17'");

    assertThat(parts().counts()).isEqualTo(Map.of(Kind.EXTRA, 1L));
  }

  @Test
  void aVersionThatIsThereTwiceIsFound() {
    plant("parts", "*", "note = 'n17'");

    TableResult result = parts();

    assertThat(result.counts()).isEqualTo(Map.of(Kind.DUPLICATE_VERSION, 1L));
    assertThat(result.isEqual()).isTrue();
    assertThat(result.isExact()).isFalse();
  }

  @Test
  void anEmptyTableMissesEverything() {
    clickHouse.query("TRUNCATE TABLE verified.parts");

    assertThat(parts().counts()).isEqualTo(Map.of(Kind.MISSING, 4000L));
  }

  @Test
  void rowsThatChangedSinceTheCutAreNotCalledDifferent() {
    plant(
        "parts",
        "* REPLACE ('newer' AS note, " + BEHIND_EVERY_CUT + " AS _version)",
        "note IN ('n1', 'n2')");
    plant(
        "parts",
        "* REPLACE (1 AS _is_deleted, " + BEHIND_EVERY_CUT + " AS _version)",
        "note = 'n3'");
    plant("parts", "* REPLACE ('zzz' AS a, " + BEHIND_EVERY_CUT + " AS _version)", "note = 'n4'");

    TableResult result = parts();

    assertThat(result.counts()).isEmpty();
    assertThat(result.unverified()).isEqualTo(4);
  }

  @Test
  void verificationLeavesNoSlotBehind() throws SQLException {
    Verification.run(pipeline);

    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM pg_replication_slots")) {
      row.next();
      assertThat(row.getInt(1)).isZero();
    }
  }

  private static TableResult parts() {
    return Verification.run(
            pipeline, new Settings(2, Duration.ofSeconds(30), 5), List.of("parts"), progress -> {})
        .tables()
        .get(0);
  }

  /** Inserts rows made of rows that are there; the sub-query keeps a replaced column apart. */
  private static void plant(String table, String columns, String condition) {
    clickHouse.query(
        "INSERT INTO verified.`%s` SELECT %s FROM (SELECT * FROM verified.`%s` WHERE %s) SETTINGS insert_deduplicate = 0"
            .formatted(table, columns, table, condition));
  }

  private static void sql(String... statements) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }
}
