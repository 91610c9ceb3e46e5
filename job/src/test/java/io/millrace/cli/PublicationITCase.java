package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.ClickHouseServer;
import io.millrace.local.LocalHome;
import io.millrace.local.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands already: publications and slots that do not serve, and a repeated init. */
class PublicationITCase {

  @TempDir private static Path dir;

  private static PostgresServer postgres;
  private static ClickHouseServer clickHouse;
  private static String file;

  @BeforeAll
  static void start() throws IOException {
    postgres =
        new PostgresServer(LocalHome.ofTest(dir.resolve("stack")))
            .withSettings(Map.of("fsync", "off"));
    postgres.start();
    clickHouse = new ClickHouseServer(LocalHome.ofTest(dir.resolve("stack")));
    clickHouse.start();
    file =
        Files.writeString(
                dir.resolve("pipeline.yaml"),
                """
                name: p
                source:
                  url: postgresql://millrace@127.0.0.1:%d/shop
                  password: millrace
                clickhouse:
                  url: %s
                  database: target
                tables:
                  joined:
                    query: SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
                """
                    .formatted(postgres.port(), clickHouse.httpUrl()))
            .toString();
  }

  @AfterAll
  static void stop() {
    clickHouse.stop();
    postgres.stop();
  }

  @BeforeEach
  void tables() throws SQLException {
    sql(
        "CREATE TABLE customers (id int PRIMARY KEY, name text)",
        "CREATE TABLE orders (id int PRIMARY KEY, customer_id int)");
  }

  @AfterEach
  void clear() throws SQLException {
    sql(
        "DROP PUBLICATION IF EXISTS millrace_p",
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots",
        "DROP TABLE customers, orders");
    clickHouse.query("DROP DATABASE IF EXISTS target SYNC");
  }

  @Test
  void initMakesWhatIsMissingAndRepeatsItselfHarmlessly() {
    CommandRun first = CommandRun.of("init", "-p", file);
    assertThat(first.exit()).as(first.seen()).isZero();
    assertThat(first.out())
        .contains(
            "made       publication millrace_p",
            "made       slot millrace_p, at log position ",
            "made       table target.joined",
            "made       table target._millrace_commits");

    CommandRun second = CommandRun.of("init", "-p", file);
    assertThat(second.exit()).as(second.seen()).isZero();
    assertThat(second.out()).contains("was there  publication millrace_p").doesNotContain("made ");

    CommandRun check = CommandRun.of("check", "-p", file);
    assertThat(check.exit()).as(check.seen()).isZero();
    assertThat(check.out()).contains("publication millrace_p has every table");
  }

  @Test
  void aPublicationWithoutATable() throws SQLException {
    sql("CREATE PUBLICATION millrace_p FOR TABLE orders");

    assertError(
        "publication millrace_p does not have table public.customers",
        "ALTER PUBLICATION \"millrace_p\" ADD TABLE \"public\".\"customers\"");
  }

  @Test
  void aPublicationThatFilters() throws SQLException {
    sql(
        "CREATE PUBLICATION millrace_p FOR TABLE orders WHERE (id > 5), customers (id)"
            + " WITH (publish = 'insert')");

    assertError(
        "has a row filter (WHERE) on table public.orders",
        "leaves out columns of table public.customers: name",
        "leaves out some operations");
  }

  @Test
  void partitions() throws SQLException {
    sql(
        "DROP TABLE customers",
        "CREATE TABLE customers (id int PRIMARY KEY, name text) PARTITION BY RANGE (id)",
        "CREATE TABLE low PARTITION OF customers FOR VALUES FROM (0) TO (10)",
        "CREATE UNLOGGED TABLE high PARTITION OF customers DEFAULT");
    assertError("Partition public.high of public.customers is unlogged", "SET LOGGED");

    sql("ALTER TABLE high SET LOGGED", "ALTER TABLE low REPLICA IDENTITY NOTHING");
    assertError("public.low of public.customers has a replica identity without the table's key");

    sql("ALTER TABLE low REPLICA IDENTITY FULL");
    CommandRun check = CommandRun.of("check", "-p", file);
    assertThat(check.exit()).as(check.seen()).isZero();
    assertThat(check.out()).contains("TRUNCATE of a single partition is not in the log");
  }

  @Test
  void aSlotOfAnotherKind() throws SQLException {
    sql("SELECT pg_create_physical_replication_slot('millrace_p')");

    assertError("slot millrace_p is physical");
  }

  @Test
  void aClickHouseTableThatDoesNotFit() {
    clickHouse.query("CREATE DATABASE target");
    clickHouse.query(
        "CREATE TABLE target.joined (id String, extra UInt8) ENGINE = MergeTree ORDER BY id");

    assertError(
        "column id is String", "Int32", "column name", "is missing", "its engine is MergeTree");
  }

  private static void assertError(String... expected) {
    CommandRun check = CommandRun.of("check", "-p", file);
    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.out()).contains(expected);
    CommandRun run = CommandRun.of("run", "--flink", "http://127.0.0.1:1", "-p", file);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).as("refused before the cluster is asked").contains(expected);
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
