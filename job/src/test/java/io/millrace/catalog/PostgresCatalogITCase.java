package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.TableId;
import io.millrace.local.LocalHome;
import io.millrace.local.PostgresServer;
import io.millrace.pipeline.TableDefinition;
import io.millrace.query.Plan;
import io.millrace.query.PostgresQuery;
import io.millrace.query.QueryPlanner;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue of a real Postgres, read. */
class PostgresCatalogITCase {

  @TempDir static Path home;
  static PostgresServer postgres;

  private Connection connection;
  private PostgresCatalog catalog;

  @BeforeAll
  static void startPostgres() {
    postgres = server("18");
    postgres.start();
  }

  private static PostgresServer server(String version) {
    return new PostgresServer(LocalHome.ofTest(home))
        .withVersion(version)
        .withSettings(Map.of("fsync", "off"));
  }

  @AfterAll
  static void stopPostgres() {
    postgres.stop();
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = postgres.connect(PostgresServer.DATABASE);
    run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    catalog = new PostgresCatalog(connection);
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  private void run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String ask(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private Lookup.Found found(String table) {
    Lookup lookup = catalog.find(new TableId("public", table));
    assertThat(lookup).isInstanceOf(Lookup.Found.class);
    return (Lookup.Found) lookup;
  }

  private String refusal(String table) {
    Lookup lookup = catalog.find(new TableId("public", table));
    assertThat(lookup).as(table).isInstanceOf(Lookup.Refused.class);
    return ((Lookup.Refused) lookup).reason();
  }

  @Test
  void mapsEveryType() throws SQLException {
    run(
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE DOMAIN price AS numeric(12, 2)",
        "CREATE DOMAIN dear AS price CHECK (VALUE > 100)",
        "CREATE DOMAIN code AS char(3) NOT NULL",
        """
        CREATE TABLE types (
          a_bool bool, a_int2 int2, a_int4 int4, a_int8 int8, a_oid oid, a_float4 float4,
          a_float8 float8, a_serial bigserial, n numeric, n_12_2 numeric(12, 2), n_5 numeric(5),
          n_76_76 numeric(76, 76), n_77 numeric(77), n_3_5 numeric(3, 5), n_3_minus2 numeric(3, -2),
          a_date date, a_time time(3), a_timetz timetz, a_timestamp timestamp,
          a_timestamptz timestamptz(0), an_interval interval, a_uuid uuid, a_bytea bytea,
          a_text text, a_varchar varchar, a_varchar9 varchar(9), a_char char, a_char5 char(5),
          a_bpchar bpchar, a_name name, a_byte "char", a_json json, a_jsonb jsonb, a_mood mood,
          a_pair pair, ints int[], moods mood[], an_inet inet, a_cidr cidr, a_macaddr macaddr,
          a_macaddr8 macaddr8, a_bit3 bit(3), a_varbit varbit, a_money money, a_range int4range,
          a_point point, an_xml xml, a_tsvector tsvector, a_lsn pg_lsn, a_price price, a_dear dear,
          a_code code)
        """);
    Lookup.Found found = found("types");

    assertThat(
            found.table().columns().stream()
                .map(c -> c.name() + " " + c.typeName() + " " + c.type())
                .map(line -> line + " " + equality(found, line.substring(0, line.indexOf(' ')))))
        .containsExactly(
            "a_bool boolean BOOL boolean",
            "a_int2 smallint INT16 number",
            "a_int4 integer INT32 number",
            "a_int8 bigint INT64 number",
            "a_oid oid UINT32 oid",
            "a_float4 real FLOAT32 floating point",
            "a_float8 double precision FLOAT64 floating point",
            "a_serial bigint INT64 number",
            "n numeric NUMERIC number",
            "n_12_2 numeric(12,2) DECIMAL(12,2) number",
            "n_5 numeric(5,0) DECIMAL(5,0) number",
            "n_76_76 numeric(76,76) DECIMAL(76,76) number",
            "n_77 numeric(77,0) NUMERIC number",
            "n_3_5 numeric(3,5) NUMERIC number",
            "n_3_minus2 numeric(3,-2) NUMERIC number",
            "a_date date DATE date",
            "a_time time(3) without time zone TIME time without time zone",
            "a_timetz time with time zone STRING -",
            "a_timestamp timestamp without time zone TIMESTAMP timestamp without time zone",
            "a_timestamptz timestamp(0) with time zone TIMESTAMPTZ timestamp with time zone",
            "an_interval interval STRING -",
            "a_uuid uuid UUID uuid",
            "a_bytea bytea BYTES bytea",
            "a_text text STRING text",
            "a_varchar character varying STRING text",
            "a_varchar9 character varying(9) STRING text",
            "a_char character(1) STRING character(1)",
            "a_char5 character(5) STRING character(5)",
            "a_bpchar bpchar STRING -",
            "a_name name STRING name",
            "a_byte \"char\" STRING \"char\"",
            "a_json json STRING -",
            "a_jsonb jsonb STRING -",
            "a_mood mood STRING mood",
            "a_pair pair STRING -",
            "ints integer[] STRING -",
            "moods mood[] STRING -",
            "an_inet inet STRING inet",
            "a_cidr cidr STRING cidr",
            "a_macaddr macaddr STRING macaddr",
            "a_macaddr8 macaddr8 STRING macaddr8",
            "a_bit3 bit(3) STRING bit",
            "a_varbit bit varying STRING bit varying",
            "a_money money STRING -",
            "a_range int4range STRING -",
            "a_point point STRING -",
            "an_xml xml STRING -",
            "a_tsvector tsvector STRING -",
            "a_lsn pg_lsn STRING -",
            "a_price price DECIMAL(12,2) number",
            "a_dear dear DECIMAL(12,2) number",
            "a_code code STRING character(3)");
    assertThat(found.table().column("a_dear").orElseThrow().typeOid())
        .isEqualTo(PostgresTypes.NUMERIC);
  }

  private static String equality(Lookup.Found found, String column) {
    Equality equality = found.equality(column);
    assertThat(equality.refusal().isEmpty()).isEqualTo(equality.isExact());
    return equality.isExact() ? equality.family() : "-";
  }

  /** Types that are kept as text, and can be keys: equal texts exactly for equal values. */
  @Test
  void textsOfKeysAreEqualExactlyWhenTheirValuesAre() throws SQLException {
    Map<String, String> values =
        Map.of(
            "inet", "('10.0.0.1'), ('10.0.0.1/32'), ('10.0.0.1/8'), ('::ffff:10.0.0.1'), ('::1')",
            "cidr", "('10.0.0.0/8'), ('10/8'), ('10.0.0.0/16'), ('::/0')",
            "macaddr", "('08:00:2b:01:02:03'), ('08002b:010203'), ('0800.2b01.0204')",
            "macaddr8", "('08:00:2b:01:02:03'), ('08:00:2b:ff:fe:01:02:03')",
            "bit(3)", "('101'), (B'101'), ('000')",
            "varbit", "('101'), ('0101'), (''), ('0')",
            "char(5)", "('a'), ('a  '), ('A'), (' a'), ('')",
            "name", "('a'), ('A'), ('a ')",
            "\"char\"", "('a'), ('b'), ('')",
            "uuid",
                "('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'), ('{a0eebc999c0b4ef8bb6d6bb9bd380a11}')");
    for (Map.Entry<String, String> type : values.entrySet()) {
      run(
          "CREATE TABLE keys (v " + type.getKey() + ")",
          "INSERT INTO keys VALUES " + type.getValue());
      assertThat(
              ask(
                  "SELECT count(*) FROM keys a, keys b"
                      + " WHERE (a.v = b.v) <> (format('%s', a.v) = format('%s', b.v))"))
          .as(type.getKey())
          .isEqualTo("0");
      run("DROP TABLE keys");
    }
  }

  @Test
  void collationsThatIgnoreDifferencesMakeNoKeys() throws SQLException {
    run(
        "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE TABLE t (a text COLLATE loose, b text COLLATE \"C\", c text)");

    assertThat(found("t").equality("a").refusal())
        .isEqualTo("its collation calls texts equal that differ in their bytes");
    assertThat(found("t").equality("b").comparesWith(found("t").equality("c"))).isTrue();
  }

  @Test
  void findsTablesOfAnyName() throws SQLException {
    String table = "Odd \"name\" with. dots, sp%ces and_underscores";
    run(
        "CREATE TABLE "
            + quoted(table)
            + " ("
            + quoted("Id\"")
            + " int PRIMARY KEY, "
            + quoted("a.b")
            + " text, "
            + quoted("größe")
            + " int, "
            + quoted("select")
            + " int)",
        "CREATE TABLE " + quoted(table.replace('%', 'a')) + " (other int)");
    SourceTable found = found(table).table();

    assertThat(found.columns())
        .extracting(SourceColumn::name)
        .containsExactly("Id\"", "a.b", "größe", "select");
    assertThat(found.primaryKey()).containsExactly("Id\"");
    assertThat(catalog.tables()).contains(found.id());
    assertThat(catalog.find(new TableId("public", table.replace('_', 'x'))))
        .isInstanceOf(Lookup.Absent.class);
    assertThat(catalog.find(new TableId("PUBLIC", table))).isInstanceOf(Lookup.Absent.class);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Test
  void leavesDroppedColumnsOutAndMarksGeneratedOnes() throws SQLException {
    run(
        "CREATE TABLE t (a int, gone int, b int NOT NULL, c int GENERATED ALWAYS AS (b * 2) STORED,"
            + " d int GENERATED ALWAYS AS IDENTITY, e int GENERATED ALWAYS AS (b * 3) VIRTUAL)",
        "ALTER TABLE t DROP COLUMN gone",
        "ALTER TABLE t ADD COLUMN f int DEFAULT 7",
        "INSERT INTO t (a, b, f) VALUES (1, 1, NULL)",
        "ALTER TABLE t ADD CONSTRAINT later NOT NULL f NOT VALID");

    assertThat(found("t").table().columns())
        .extracting(c -> c.name() + (c.notNull() ? "!" : "") + (c.generated() ? "=" : ""))
        .containsExactly("a", "b!", "c=", "d!", "e=", "f");
  }

  @Test
  void keysAreIndexesThatHoldForEveryRow() throws SQLException {
    run(
        "CREATE TABLE t (a int, b int, c text, d int, e int, PRIMARY KEY (b, a) INCLUDE (c))",
        "CREATE UNIQUE INDEX i1 ON t (d, c)",
        "CREATE UNIQUE INDEX i2 ON t (e) INCLUDE (a)",
        "CREATE UNIQUE INDEX i3 ON t (c) WHERE a > 0",
        "CREATE UNIQUE INDEX i4 ON t (lower(c))",
        "CREATE INDEX i5 ON t (c)",
        "ALTER TABLE t ADD CONSTRAINT deferred UNIQUE (c, e) DEFERRABLE");
    SourceTable table = found("t").table();

    assertThat(table.primaryKey()).containsExactly("b", "a");
    assertThat(table.uniqueKeys()).containsExactly(List.of("d", "c"), List.of("e"));
    assertThat(KeyDescription.of(table))
        .isEqualTo(
            "primary key (b, a), unique (d, c), unique (e),"
                + " replica identity DEFAULT: the primary key");
  }

  @Test
  void aDeferrablePrimaryKeyIsNone() throws SQLException {
    run("CREATE TABLE t (a int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)");

    assertThat(found("t").table().primaryKey()).isEmpty();
    assertThat(KeyDescription.of(found("t").table()))
        .isEqualTo("no primary key, replica identity DEFAULT: none, as there is no primary key");
  }

  @Test
  void readsReplicaIdentity() throws SQLException {
    run(
        "CREATE TABLE a (id int PRIMARY KEY, x int NOT NULL UNIQUE)",
        "CREATE TABLE b (LIKE a INCLUDING ALL)",
        "CREATE TABLE c (LIKE a INCLUDING ALL)",
        "CREATE TABLE d (LIKE a INCLUDING ALL)",
        "CREATE TABLE e (LIKE a INCLUDING ALL)",
        "ALTER TABLE b REPLICA IDENTITY FULL",
        "ALTER TABLE c REPLICA IDENTITY NOTHING",
        "ALTER TABLE d REPLICA IDENTITY USING INDEX d_x_key",
        "ALTER TABLE e REPLICA IDENTITY USING INDEX e_pkey");

    assertThat(List.of("a", "b", "c", "d", "e"))
        .extracting(table -> found(table).table().replicaIdentity())
        .containsExactly(
            ReplicaIdentity.DEFAULT,
            ReplicaIdentity.FULL,
            ReplicaIdentity.NOTHING,
            ReplicaIdentity.INDEX,
            ReplicaIdentity.DEFAULT);
    assertThat(List.of("a", "b", "c", "d", "e"))
        .extracting(table -> found(table).table().rowKey())
        .containsExactly(List.of("id"), List.of("id"), List.of(), List.of("x"), List.of("id"));
  }

  @Test
  void withFullTheSmallestKeyThatHoldsForEveryRow() throws SQLException {
    run(
        "CREATE TABLE t (a int NOT NULL, b text NOT NULL, c int UNIQUE, d jsonb NOT NULL,"
            + " e int NOT NULL, UNIQUE (a, b), UNIQUE (d), UNIQUE (e, a))",
        "ALTER TABLE t REPLICA IDENTITY FULL",
        "CREATE TABLE u (a int UNIQUE)",
        "ALTER TABLE u REPLICA IDENTITY FULL");

    assertThat(found("t").table().rowKey()).containsExactly("a", "b");
    assertThat(found("u").table().rowKey()).isEmpty();
  }

  @Test
  void refusesWhatTheLogDoesNotShow() throws SQLException {
    run(
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE VIEW v AS SELECT * FROM t",
        "CREATE MATERIALIZED VIEW m AS SELECT * FROM t",
        "CREATE UNLOGGED TABLE u (id int PRIMARY KEY)",
        "CREATE SEQUENCE s",
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE child () INHERITS (parent)",
        "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)",
        "DROP FOREIGN DATA WRAPPER IF EXISTS nowhere CASCADE",
        "CREATE FOREIGN DATA WRAPPER nowhere",
        "CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere",
        "CREATE FOREIGN TABLE f (id int) SERVER elsewhere");

    assertThat(refusal("v")).isEqualTo("is a view");
    assertThat(refusal("m")).isEqualTo("is a materialized view");
    assertThat(refusal("f")).isEqualTo("is a foreign table");
    assertThat(refusal("u")).isEqualTo("is an unlogged table");
    assertThat(refusal("s")).isEqualTo("is not a table");
    assertThat(refusal("parent")).isEqualTo("has tables that inherit from it");
    assertThat(found("child").partitioned()).isFalse();
    assertThat(found("parts").partitioned()).isTrue();
    assertThat(found("parts_1").partitioned()).isFalse();
    assertThat(catalog.find(new TableId("pg_catalog", "pg_class")))
        .isInstanceOf(Lookup.Refused.class);
    assertThat(catalog.find(new TableId("public", "nothing"))).isInstanceOf(Lookup.Absent.class);
  }

  @Test
  void planOfRealTablesIsTheQueryThatPostgresRuns() throws SQLException {
    run(
        "CREATE TABLE customers (id bigint PRIMARY KEY, \"Full Name\" text)",
        "CREATE TABLE orders (id int PRIMARY KEY, customer_id int, date date)",
        "INSERT INTO customers VALUES (1, 'Ada')",
        "INSERT INTO orders VALUES (10, 1, '2026-11-20'), (11, NULL, NULL)",
        "SET search_path = public");
    TableDefinition definition =
        TableDefinition.of(
            "t",
            "SELECT O.id, \"Full Name\" AS \"N\"\"\", o.date, date AS d FROM Orders O"
                + " LEFT JOIN customers ON customer_id = customers.id;");
    Plan plan = new QueryPlanner(catalog).plan(List.of(definition));

    PostgresQuery query = PostgresQuery.of(definition, plan.targets().get(0));
    assertThat(query.columns())
        .extracting(Object::toString)
        .containsExactly("id INT32 NOT NULL", "N\" STRING", "date DATE", "d DATE");
    assertThat(ask("SELECT string_agg(q::text, ' ' ORDER BY q.id) FROM (" + query.sql() + ") q"))
        .isEqualTo("(10,Ada,2026-11-20,2026-11-20) (11,,,)");
  }

  @Test
  void readsTheOldestPostgresToo(@TempDir Path ownHome) throws SQLException {
    PostgresServer oldest =
        new PostgresServer(LocalHome.ofTest(ownHome))
            .withVersion("14")
            .withSettings(Map.of("fsync", "off"));
    oldest.start();
    try (Connection old = oldest.connect(PostgresServer.DATABASE);
        Statement statement = old.createStatement()) {
      statement.execute(
          "CREATE TABLE t (id int PRIMARY KEY, n numeric(9, 3), x int NOT NULL,"
              + " g int GENERATED ALWAYS AS (x) STORED, UNIQUE (x))");
      Lookup lookup = new PostgresCatalog(old).find(new TableId("public", "t"));
      SourceTable table = ((Lookup.Found) lookup).table();
      assertThat(table.columns())
          .extracting(c -> c.column() + (c.generated() ? " =" : ""))
          .containsExactly("id INT32 NOT NULL", "n DECIMAL(9,3)", "x INT32 NOT NULL", "g INT32 =");
      assertThat(table.uniqueKeys()).containsExactly(List.of("x"));
    } finally {
      oldest.stop();
    }
  }

  @Test
  void saysWhenPostgresDoesNotAnswer() throws SQLException {
    connection.close();
    assertThatThrownBy(() -> catalog.find(new TableId("public", "t")))
        .isInstanceOf(CatalogUnavailable.class)
        .hasMessage("Postgres's catalogue cannot be read (table public.t; SQLSTATE 08003)");
  }
}
