package io.millrace.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.change.Change;
import io.millrace.change.ColumnType;
import io.millrace.change.Row;
import io.millrace.change.RowCursor;
import io.millrace.change.RowLayout;
import io.millrace.source.SourceRefusedException;
import io.millrace.source.SourceScan;
import io.millrace.source.postgres.fetch.Batch;
import io.millrace.source.postgres.fetch.Handover;
import io.millrace.source.postgres.snapshot.ChunkPlanner;
import io.millrace.source.postgres.snapshot.ChunkReader;
import io.millrace.source.postgres.snapshot.ReadRate;
import io.millrace.source.postgres.split.ChunkSplit;
import io.millrace.source.postgres.split.StreamSplit;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every type at its limits: what the snapshot gives is what the stream gives, in binary and in
 * text, and is what Postgres shows.
 */
class TypesITCase {

  /** Type, then literals. */
  private static final String[][] TYPES = {
    {"bool", "true", "false"},
    {"int2", "-32768", "32767", "0"},
    {"int4", "-2147483648", "2147483647", "0"},
    {"int8", "-9223372036854775808", "9223372036854775807", "0"},
    {"oid", "0", "4294967295"},
    {"float4", "NaN", "Infinity", "-Infinity", "-0", "1.17549435e-38", "3.4028235e38", "0.1"},
    {"float8", "NaN", "Infinity", "-Infinity", "-0", "5e-324", "1.7976931348623157e308", "0.1"},
    {"numeric(9,2)", "-9999999.99", "9999999.99", "0", "0.01", "-0.10"},
    {"numeric(18,4)", "-99999999999999.9999", "99999999999999.9999", "0.0001", "10000"},
    {"numeric(18,0)", "999999999999999999", "-1", "100000000"},
    {"numeric(5,5)", "0.00001", "-0.99999", "0.1"},
    {"numeric(38,10)", "9999999999999999999999999999.9999999999", "-0.0000000001", "1"},
    {"numeric(38,0)", "-99999999999999999999999999999999999999", "12345678901234567890"},
    {
      "numeric(76,38)",
      "-99999999999999999999999999999999999999.99999999999999999999999999999999999999",
      "1e-38"
    },
    {
      "numeric",
      "NaN",
      "Infinity",
      "-Infinity",
      "0",
      "0.000",
      "1.50",
      "-0.00001",
      "1e50",
      "1e-50",
      "123456789.123456789",
      "10000",
      "0.0000000100"
    },
    {
      "numeric(80,2)",
      "1.50",
      "12345678901234567890123456789012345678901234567890123456789012345678901234567.25"
    },
    {"date", "1900-01-01", "2299-12-31", "1970-01-01", "2000-02-29"},
    {"time", "00:00:00", "24:00:00", "23:59:59.999999", "12:00:00.1"},
    {
      "timestamp",
      "1900-01-01 00:00:00",
      "2299-12-31 23:59:59.999999",
      "1969-12-31 23:59:59.999999",
      "2024-03-31 02:30:00.5"
    },
    {
      "timestamptz",
      "1900-01-01 00:00:00+00",
      "2299-12-31 23:59:59.999999+00",
      "2024-03-31 02:30:00+02"
    },
    {
      "uuid",
      "00000000-0000-0000-0000-000000000000",
      "ffffffff-ffff-ffff-ffff-ffffffffffff",
      "0123abcd-4567-89ab-cdef-0123456789ab"
    },
    {"bytea", "\\x", "\\x00ff10", "\\xdeadbeef"},
    {"text", "", "a", "zwölf Boxkämpfer 🥊", "line\nbreak\ttab"},
    {"varchar(10)", "", "abc"},
    {"char(5)", "ab", ""},
    {"\"char\"", "x", ""},
    {"name", "some_name"},
    {"json", "{\"a\": [1, 2.50, null], \"b\":\"ü\"}", "null"},
    {"jsonb", "{\"a\": [1, 2.50, null], \"b\":\"ü\"}", "[]"},
    {"mood", "sad", "very happy"},
    {"positive", "1", "2147483647"},
    {"price", "0.01", "99999999.99"},
  };

  /** Types whose binary form is not known: a pipeline with one of them reads text. */
  private static final String[][] TEXT_TYPES = {
    {"interval", "1 year 2 mons 3 days 04:05:06.789", "-1 days +02:03:00", "0"},
    {"int4[]", "{1,2,NULL}", "{}", "{{1,2},{3,4}}"},
    {"text[]", "{a,\"b c\",NULL,\"\"}"},
    {"inet", "10.0.0.1/8", "::1"},
    {"cidr", "10.0.0.0/8"},
    {"macaddr", "08:00:2b:01:02:03"},
    {"int4range", "[1,10)", "empty"},
    {"tstzrange", "[\"2024-01-01 00:00:00+02\",)"},
    {"bit(4)", "1010"},
    {"varbit", "101", ""},
    {"money", "$1,234.56", "-0.01"},
    {"timetz", "12:00:00+02"},
    {"point", "(1.5,-2)"},
    {"box", "(1,1),(0,0)"},
    {"tsvector", "'a':1 'b':2"},
    {"xml", "<a>b</a>"},
    {"pg_lsn", "16/B374D848"},
    {"pair", "(1,\"a b\")"},
    {"moods", "{sad,\"very happy\"}"},
  };

  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.start(Map.of());
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void snapshotIsStreamIsPostgres(boolean asText) throws Exception {
    TestPostgres.Database database = postgres.database();
    database.run(
        "CREATE TYPE mood AS ENUM ('sad', 'very happy')",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE DOMAIN positive AS int CHECK (value > 0)",
        "CREATE DOMAIN dearer AS numeric(10,2)",
        "CREATE DOMAIN price AS dearer CHECK (value > 0)",
        "CREATE DOMAIN moods AS mood[]");
    List<String[]> types = new ArrayList<>(List.of(TYPES));
    if (asText) {
      types.addAll(List.of(TEXT_TYPES));
    }
    List<String> tables = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      tables.add("t" + i);
      database.run("CREATE TABLE t%d (id int PRIMARY KEY, v %s)".formatted(i, types.get(i)[0]));
    }
    List<SourceScan> scans = database.scans(tables.toArray(String[]::new));
    StreamSplit begin = LogTape.begin(database, scans);
    for (int i = 0; i < types.size(); i++) {
      insert(database, i, types.get(i));
    }
    Map<String, Row> streamed = stream(database, scans, begin);
    Map<String, Row> copied = copy(database, scans);
    assertThat(copied.keySet()).isEqualTo(streamed.keySet());
    for (int i = 0; i < types.size(); i++) {
      compare(database, i, types.get(i), scans.get(i).layout(), copied, streamed);
    }
  }

  private static void insert(TestPostgres.Database database, int table, String[] type)
      throws Exception {
    StringBuilder sql = new StringBuilder("INSERT INTO t" + table + " VALUES (0, NULL)");
    for (int i = 1; i < type.length; i++) {
      sql.append(", (").append(i).append(", '").append(type[i].replace("'", "''")).append("')");
    }
    database.run(sql.toString());
  }

  private static void compare(
      TestPostgres.Database database,
      int table,
      String[] type,
      RowLayout layout,
      Map<String, Row> copied,
      Map<String, Row> streamed)
      throws Exception {
    RowCursor cursor = new RowCursor(layout);
    for (int id = 0; id < type.length; id++) {
      String at = table + "/" + id;
      String what = type[0] + " " + (id == 0 ? "NULL" : type[id]);
      assertThat(copied.get(at)).as(what).isEqualTo(streamed.get(at));
      Object value = cursor.reset(copied.get(at)).seek(1).value();
      String shown =
          database.ask(
              "SELECT CASE WHEN v IS NOT NULL THEN format('%%s', v) END FROM t%d WHERE id = %d"
                  .formatted(table, id));
      ColumnType column = layout.column(1).type();
      if (value instanceof Float single) {
        assertThat(single).as(what).isEqualTo(Float.valueOf(shown));
      } else if (value instanceof Double twice) {
        assertThat(twice).as(what).isEqualTo(Double.valueOf(shown));
      } else {
        assertThat(value == null ? null : PostgresText.of(column, value)).as(what).isEqualTo(shown);
      }
    }
  }

  private static Map<String, Row> stream(
      TestPostgres.Database database, List<SourceScan> scans, StreamSplit begin) throws Exception {
    Map<String, Row> rows = new HashMap<>();
    try (LogTape tape = LogTape.start(database, scans, begin)) {
      tape.awaitWatermark(database.lsn());
      tape.changes().forEach(change -> put(rows, change, scans));
    }
    return rows;
  }

  private static Map<String, Row> copy(TestPostgres.Database database, List<SourceScan> scans)
      throws Exception {
    Map<String, Row> rows = new HashMap<>();
    Handover handover = new Handover(10_000);
    try (Connection sql = database.connect();
        ChunkReader reader =
            new ChunkReader(database.address(), scans, handover, new ReadRate(Long.MAX_VALUE))) {
      for (ChunkSplit chunk : new ChunkPlanner(sql, 1000).plan(scans, 1).chunks()) {
        reader.read(chunk);
      }
    }
    for (Batch batch = handover.poll(); batch != null; batch = handover.poll()) {
      batch.events().forEach(event -> put(rows, (Change) event, scans));
    }
    return rows;
  }

  private static void put(Map<String, Row> rows, Change change, List<SourceScan> scans) {
    RowCursor cursor = new RowCursor(scans.get(change.table()).layout());
    Object id = cursor.reset(change.row()).seek(0).value();
    rows.put(change.table() + "/" + id, change.row());
  }

  @ParameterizedTest
  @CsvSource({
    "date, infinity",
    "date, -infinity",
    "date, 1899-12-31",
    "date, 2300-01-01",
    "date, 0044-03-15 BC",
    "date, 20000-01-01",
    "timestamp, infinity",
    "timestamp, 1899-12-31 23:59:59.999999",
    "timestamptz, -infinity",
    "timestamptz, 2300-01-01 00:00:00+00",
    "'numeric(9,2)', NaN",
    "'numeric(38,2)', NaN",
  })
  void whatClickHouseCannotHoldFailsTheJob(String type, String value) throws Exception {
    for (String other : List.of("int", "interval")) {
      TestPostgres.Database database = postgres.database();
      database.run("CREATE TABLE t (id int PRIMARY KEY, v %s, o %s)".formatted(type, other));
      List<SourceScan> scans = database.scans("t");
      StreamSplit begin = LogTape.begin(database, scans);
      database.run("INSERT INTO t VALUES (1, '" + value + "')");
      try (LogTape tape = LogTape.start(database, scans, begin)) {
        assertThat(tape.awaitFailure())
            .isInstanceOf(SourceRefusedException.class)
            .hasMessageContaining("public.t.v")
            .hasMessageContaining("Change the value");
      }
    }
  }

  @Test
  void aColumnChangedWhileFollowedFailsTheJob() throws Exception {
    TestPostgres.Database database = postgres.database();
    database.run("CREATE TABLE t (id int PRIMARY KEY, v int, w text)");
    List<SourceScan> scans = database.scans("t");
    StreamSplit begin = LogTape.begin(database, scans);
    database.run(
        "ALTER TABLE t ADD COLUMN x text DEFAULT 'new'",
        "INSERT INTO t VALUES (1, 2, 'w')",
        "ALTER TABLE t ALTER COLUMN v TYPE bigint",
        "INSERT INTO t VALUES (2, 3, 'w')");
    try (LogTape tape = LogTape.start(database, scans, begin)) {
      assertThat(tape.awaitFailure())
          .isInstanceOf(SourceRefusedException.class)
          .hasMessageContaining("the type of column v of public.t changed from oid 23 to oid 20");
    }
  }
}
