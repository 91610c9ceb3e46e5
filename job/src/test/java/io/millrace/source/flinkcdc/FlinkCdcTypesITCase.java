package io.millrace.source.flinkcdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.change.RowCursor;
import io.millrace.source.SourceScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every supported type at its edges: the same bytes from the snapshot and from the log. */
class FlinkCdcTypesITCase {

  private static final int STREAMED = 1000;
  private static final int CELL_OF_ID = 5;

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

  private static final String VALUES =
      """
      (1, true, -32768, -2147483648, -9223372036854775808, 'NaN', 'NaN', -999999999999.9999999999,
       'NaN', '', '', '', '\\x', '0001-01-01', '00:00', '0001-01-01 00:00:00.000001',
       '0001-01-02 00:00:00.000001+00', '00000000-0000-0000-0000-000000000000', '{"a" :  1}',
       '{"b":1,"a": 2}', 'sad'),
      (2, false, 32767, 2147483647, 9223372036854775807, 'Infinity', '-Infinity',
       999999999999.9999999999, 1e200, '__debezium_unavailable_value', 'abcdefghij', 'ab',
       '\\x00ff10', '4713-01-01 BC', '24:00:00', '1582-10-04 23:59:59.999999',
       '1883-11-18 12:03:57.5-05', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'null', 'null', 'ok'),
      (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL),
      (4, true, 0, 0, 0, 1.1, 1.1, 0, 0.00, 'Zoë 漢字 😀', 'é', 'é', '\\xdeadbeef', '1582-10-10',
       '12:34:56.789012', '0044-03-15 12:00:00 BC', '0044-03-15 12:00:00+00 BC',
       '123e4567-e89b-12d3-a456-426614174000', '[1,  2.50]', '[1, 2.50]', 'very happy'),
      (5, true, 1, 1, 1, 1e-45, 4.9e-324, 1.5, 123456789012345678901234567890.123456789, E'a\\nb\\t',
       ' x ', '  x', '\\x5c78', '5874897-12-31', '23:59:59.999999', '294246-12-31 23:59:59.999999',
       '294246-12-31 23:59:59.999999+00', '123e4567-e89b-12d3-a456-426614174001', '"x"', '"x"',
       'ok'),
      (6, true, 1, 1, 1, '-0', '-0', -0.0000000001, -1.10, '\\N', 'null', 'x', '\\x00', '1900-01-01',
       '00:00:00.000001', '1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999+00',
       '123e4567-e89b-12d3-a456-426614174002', '1e2', '1e2', 'ok'),
      (7, true, 1, 1, 1, 3.4028235e38, 1.7976931348623157e308, 1, 100, 'x', 'x', 'x', '\\x01',
       '2299-12-31', '01:02:03.4', '2024-02-29 12:00:00', '2024-03-31 02:30:00+02',
       '123e4567-e89b-12d3-a456-426614174003', '{}', '{}', 'ok')
      """;

  @Test
  void readAndStreamedRowsAreTheSameBytes() throws Exception {
    postgres.execute(
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy')",
        "CREATE TABLE types (id int PRIMARY KEY, b bool, i2 int2, i4 int4, i8 int8, f4 float4,"
            + " f8 float8, d numeric(22,10), n numeric, t text, v varchar(10), c char(5), y bytea,"
            + " da date, ti time, ts timestamp, tz timestamptz, u uuid, j json, jb jsonb, m mood)",
        "INSERT INTO types VALUES " + VALUES,
        "CREATE PUBLICATION types FOR TABLE types");
    List<SourceScan> scans = List.of(postgres.scan("types"));
    Tape tape = Tape.named("types");
    try (RunningJob job = postgres.start(postgres.options("types"), scans, "types", null)) {
      job.until(() -> tape.watermark() > 0);
      postgres.execute(
          "CREATE TEMP TABLE copy AS SELECT * FROM types; UPDATE copy SET id = id + 1000;"
              + " INSERT INTO types SELECT * FROM copy");
      job.until(() -> tape.changes().size() == 14);
    }
    Map<Integer, Change> rows =
        tape.changes().stream().collect(Collectors.toMap(c -> id(c, scans), Function.identity()));
    for (int id = 1; id <= 7; id++) {
      assertThat(rows.get(id).kind()).isEqualTo(Change.Kind.READ);
      assertThat(withoutId(rows.get(id + STREAMED)))
          .as("row %d", id)
          .isEqualTo(withoutId(rows.get(id)));
    }
    assertThat(values(rows.get(1), scans).get(8)).isEqualTo("NaN");
    checkSomeValues(values(rows.get(2), scans), values(rows.get(4), scans));
  }

  private static void checkSomeValues(List<Object> second, List<Object> fourth) {
    assertThat(second.subList(1, 5))
        .containsExactly(false, (short) 32767, Integer.MAX_VALUE, Long.MAX_VALUE);
    assertThat(second.get(7)).hasToString("999999999999.9999999999");
    assertThat(second.get(8)).isEqualTo("1" + "0".repeat(200));
    assertThat(second.get(9)).isEqualTo("__debezium_unavailable_value");
    assertThat(second.get(11)).isEqualTo("ab   ");
    assertThat((byte[]) second.get(12)).containsExactly(0, 0xff, 0x10);
    assertThat(second.get(14)).isEqualTo(86_400_000_000L);
    assertThat(fourth.get(8)).isEqualTo("0.00");
    assertThat(fourth.get(9)).isEqualTo("Zoë 漢字 😀");
    assertThat(fourth.get(14)).isEqualTo(45_296_789_012L);
    assertThat(fourth.subList(18, 21)).containsExactly("[1,  2.50]", "[1, 2.50]", "very happy");
  }

  private static int id(Change change, List<SourceScan> scans) {
    return (Integer) values(change, scans).get(0);
  }

  private static String withoutId(Change change) {
    byte[] row = change.row().bytes();
    return HexFormat.of().formatHex(Arrays.copyOfRange(row, CELL_OF_ID, row.length));
  }

  private static List<Object> values(Change change, List<SourceScan> scans) {
    RowCursor cursor = new RowCursor(scans.get(0).layout()).reset(change.row());
    List<Object> values = new ArrayList<>();
    while (cursor.next()) {
      values.add(cursor.value());
    }
    return values;
  }

  @Test
  void refusesAValueThatHasNoPlaceInItsType() throws Exception {
    postgres.execute(
        "CREATE TABLE deadline (id int PRIMARY KEY, due timestamptz)",
        "CREATE PUBLICATION deadlines FOR TABLE deadline");
    List<SourceScan> scans = List.of(postgres.scan("deadline"));
    Tape tape = Tape.named("deadlines");
    try (RunningJob job = postgres.start(postgres.options("deadlines"), scans, "deadlines", null)) {
      job.until(() -> tape.watermark() > 0);
      postgres.execute("INSERT INTO deadline VALUES (1, 'infinity')");
      assertThat(ExceptionUtils.stringifyException(job.failure()))
          .contains("table public.deadline, column due: its value does not fit TIMESTAMPTZ")
          .contains("connector: postgres");
    }
  }

  @Test
  void refusesAnInfiniteValueInTheSnapshot() throws Exception {
    postgres.execute(
        "CREATE TABLE day (id int PRIMARY KEY, day date)",
        "INSERT INTO day VALUES (1, '-infinity')",
        "CREATE PUBLICATION days FOR TABLE day");
    List<SourceScan> scans = List.of(postgres.scan("day"));
    try (RunningJob job = postgres.start(postgres.options("days"), scans, "days", null)) {
      assertThat(ExceptionUtils.stringifyException(job.failure()))
          .contains("table public.day, column day: its value does not fit DATE");
    }
  }

  @Test
  void refusesATypeThatItCannotGiveExactly() throws Exception {
    postgres.execute(
        "CREATE TABLE span (id int PRIMARY KEY, span interval)",
        "CREATE PUBLICATION spans FOR TABLE span");
    List<SourceScan> scans = List.of(postgres.scan("span"));
    try (RunningJob job = postgres.start(postgres.options("spans"), scans, "spans", null)) {
      assertThat(ExceptionUtils.stringifyException(job.failure()))
          .contains("table public.span column span: has a type (oid 1186)")
          .contains("connector: postgres");
    }
  }

  @Test
  void cutsTheSnapshotByKeysOfManyTypes() throws Exception {
    postgres.execute(
        "CREATE TABLE by_text (id text PRIMARY KEY)",
        "INSERT INTO by_text SELECT chr(64 + i % 60) || i FROM generate_series(1, 1000) i",
        "CREATE TABLE by_uuid (id uuid PRIMARY KEY)",
        "INSERT INTO by_uuid SELECT gen_random_uuid() FROM generate_series(1, 1000) i",
        "CREATE TABLE by_time (id timestamptz PRIMARY KEY)",
        "INSERT INTO by_time SELECT now() + i * interval '1.001 s' FROM generate_series(1, 1000) i",
        "CREATE TABLE by_char (id char(9), n int, PRIMARY KEY (id, n))",
        "INSERT INTO by_char SELECT 'k' || i % 77, i FROM generate_series(1, 1000) i",
        "CREATE TABLE by_number (id numeric PRIMARY KEY)",
        "INSERT INTO by_number SELECT i * 1.7 FROM generate_series(1, 1000) i",
        "CREATE TABLE \"By$Day\" (\"The Day\" date PRIMARY KEY)",
        "INSERT INTO \"By$Day\" SELECT '2020-01-01'::date + i FROM generate_series(1, 1000) i",
        "CREATE PUBLICATION keys FOR TABLE by_text, by_uuid, by_time, by_char, by_number,"
            + " \"By$Day\"",
        "ANALYZE");
    List<SourceScan> scans =
        List.of(
            postgres.scan("by_text"),
            postgres.scan("by_uuid"),
            postgres.scan("by_time"),
            postgres.scan("by_char"),
            postgres.scan("by_number"),
            postgres.scan("\"By$Day\""));
    Tape tape = Tape.named("keys");
    FlinkCdcOptions options = FlinkCdcFixture.withChunkRows(postgres.options("keys"), 90);
    try (RunningJob job = postgres.start(options, scans, "keys", null)) {
      job.until(() -> tape.watermark() > 0);
      postgres.execute(
          "INSERT INTO by_text VALUES ('~')",
          "INSERT INTO by_uuid VALUES (gen_random_uuid())",
          "INSERT INTO by_time VALUES ('2000-01-01')",
          "INSERT INTO by_char VALUES ('k7', 0)",
          "INSERT INTO by_number VALUES (0.001)",
          "INSERT INTO \"By$Day\" VALUES ('1999-01-01')");
      job.until(() -> tape.changes().size() == 6006);
    }
    Map<Integer, Long> reads =
        tape.changes().stream()
            .filter(c -> c.kind() == Change.Kind.READ)
            .collect(Collectors.groupingBy(Change::table, Collectors.counting()));
    assertThat(reads.values()).hasSize(6).containsOnly(1000L);
    Mirror mirror = new Mirror(scans).play(tape);
    for (int table = 0; table < 6; table++) {
      assertThat(mirror.table(table)).hasSize(1001);
    }
  }
}
