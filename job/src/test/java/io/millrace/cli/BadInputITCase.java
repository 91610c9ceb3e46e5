package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.ClickHouseServer;
import io.millrace.local.LocalHome;
import io.millrace.local.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What users get wrong: a message with where, what and remedy, exit code 1, nothing touched. */
class BadInputITCase {

  private static final String GOOD_TABLES = "tables:\n  customers:\n";

  @TempDir private static Path dir;

  private static PostgresServer postgres;
  private static ClickHouseServer clickHouse;

  @BeforeAll
  static void start() throws SQLException {
    postgres =
        new PostgresServer(LocalHome.ofTest(dir.resolve("stack")))
            .withSettings(Map.of("fsync", "off"));
    postgres.start();
    clickHouse =
        new ClickHouseServer(LocalHome.ofTest(dir.resolve("stack")))
            .withUser("reader", "secret", "GRANT SELECT ON shop.*");
    clickHouse.start();
    sql(
        "CREATE TABLE customers (id int PRIMARY KEY, name text)",
        "CREATE TABLE orders (id int PRIMARY KEY, customer_id int, name text)",
        "CREATE TABLE notes (text text)",
        "CREATE TABLE silent (id int PRIMARY KEY)",
        "ALTER TABLE silent REPLICA IDENTITY NOTHING",
        "CREATE TABLE secrets (id int PRIMARY KEY)",
        "ALTER TABLE secrets ENABLE ROW LEVEL SECURITY",
        "CREATE ROLE plain LOGIN PASSWORD 'plain'",
        "CREATE ROLE copier LOGIN REPLICATION PASSWORD 'copier'",
        "GRANT SELECT ON secrets TO copier",
        "GRANT CREATE ON DATABASE shop TO plain, copier",
        "CREATE DATABASE other");
  }

  @AfterAll
  static void stop() {
    clickHouse.stop();
    postgres.stop();
  }

  /** Neither a check nor a run that is refused leaves anything behind. */
  @AfterEach
  void nothingWasTouched() throws SQLException {
    assertThat(ask("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");
    assertThat(ask("SELECT count(*) FROM pg_publication")).isEqualTo("0");
    assertThat(clickHouse.query("SELECT count() FROM system.tables WHERE database = 'shop'"))
        .isEqualTo("0\n");
  }

  private record Case(String name, String yaml, String... expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    String good = pipeline(postgresUrl("shop"), "millrace", "default", "", GOOD_TABLES);
    return Stream.of(
        new Case(
            "unknown key",
            good.replace("source:", "sorce:"),
            "pipeline.yaml:2:1",
            "sorce",
            "Did you mean \"source\"?"),
        new Case(
            "wrong type",
            good + "checkpoint-interval: soon\n",
            "checkpoint-interval",
            "is not a duration"),
        new Case(
            "missing variable",
            good.replace("password: millrace", "password: ${NOBODY_SETS_THIS}"),
            "NOBODY_SETS_THIS"),
        new Case(
            "unknown table",
            tables("SELECT id FROM custmers"),
            "pipeline.yaml:",
            "there is no table public.custmers",
            "Did you mean public.customers?"),
        new Case("unknown column", tables("SELECT id, nam FROM customers"), "nam", "name"),
        new Case(
            "ambiguous column",
            tables("SELECT o.id, name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id"),
            "name",
            "ambiguous"),
        new Case(
            "GROUP BY", tables("SELECT id FROM customers GROUP BY id"), "GROUP BY", "ClickHouse"),
        new Case("UNION", tables("SELECT id FROM customers UNION SELECT id FROM orders"), "UNION"),
        new Case("sub-query", tables("SELECT id FROM (SELECT id FROM customers) AS x"), "sub-quer"),
        new Case(
            "1:N join",
            tables("SELECT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id"),
            "several rows of o could join one row",
            "turn the join round"),
        new Case("no primary key", tables("SELECT text FROM notes"), "notes", "primary key"),
        new Case(
            "key not selected",
            tables("SELECT name FROM customers"),
            "does not select customers.id",
            "key of the target table"),
        new Case("two tables of one name", good + "  customers:\n", "customers"),
        new Case(
            "replica identity NOTHING",
            good.replace("  customers:", "  silent:"),
            "its replica identity is NOTHING",
            "REPLICA IDENTITY DEFAULT"),
        new Case(
            "wrong password",
            pipeline(postgresUrl("shop"), "wrong", "default", "", GOOD_TABLES),
            "refuses user millrace",
            "source.password"),
        new Case(
            "no password",
            good.replace("  password: millrace\n", ""),
            "wants a password",
            "Set source.password"),
        new Case(
            "unknown database",
            pipeline(postgresUrl("shopp"), "millrace", "default", "", GOOD_TABLES),
            "has no database shopp"),
        new Case(
            "unknown host",
            pipeline(
                "postgresql://millrace@nowhere.invalid/shop",
                "millrace",
                "default",
                "",
                GOOD_TABLES),
            "there is no host nowhere.invalid"),
        new Case(
            "nothing listens",
            pipeline(
                "postgresql://millrace@127.0.0.1:1/shop", "millrace", "default", "", GOOD_TABLES),
            "127.0.0.1:1 cannot be reached"),
        new Case(
            "nothing listens at several hosts",
            pipeline(
                "postgresql://millrace@127.0.0.1:1,127.0.0.1:2/shop",
                "millrace",
                "default",
                "",
                GOOD_TABLES),
            "127.0.0.1:1,127.0.0.1:2 cannot be reached"),
        new Case(
            "encryption that the server does not offer",
            pipeline(
                postgresUrl("shop") + "?sslmode=require", "millrace", "default", "", GOOD_TABLES),
            "offers no encryption",
            "ssl = on"),
        new Case(
            "no replication privilege and no SELECT",
            pipeline(
                postgresUrl("shop").replace("millrace@", "plain@"),
                "plain",
                "default",
                "",
                GOOD_TABLES),
            "role plain lacks the REPLICATION privilege",
            "ALTER ROLE \"plain\" REPLICATION",
            "table public.customers may not be read",
            "GRANT SELECT ON \"public\".\"customers\" TO \"plain\"",
            "it does not own public.customers",
            "CREATE PUBLICATION"),
        new Case(
            "row-level security",
            pipeline(
                postgresUrl("shop").replace("millrace@", "copier@"),
                "copier",
                "default",
                "",
                "tables:\n  secrets:\n"),
            "hides rows from this role by row-level security",
            "BYPASSRLS"),
        new Case(
            "ClickHouse: wrong password",
            pipeline(postgresUrl("shop"), "millrace", "reader", "wrong", GOOD_TABLES),
            "ClickHouse",
            "reader"),
        new Case(
            "ClickHouse: may only read",
            pipeline(postgresUrl("shop"), "millrace", "reader", "secret", GOOD_TABLES),
            "user reader lacks a right",
            "GRANT SELECT, INSERT, CREATE TABLE"),
        new Case(
            "ClickHouse: nothing listens",
            good.replaceAll("http://127.0.0.1:\\d+", "http://127.0.0.1:1"),
            "127.0.0.1:1"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void checkSaysWhatIsWrong(Case bad) throws IOException {
    CommandRun check = CommandRun.of("check", "-p", write(bad.yaml()));

    assertThat(check.exit()).isEqualTo(1);
    assertThat(check.seen()).contains(bad.expected()).doesNotContain("Exception", "\tat ");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void initRefusesTheSame(Case bad) throws IOException {
    CommandRun init = CommandRun.of("init", "-p", write(bad.yaml()));

    assertThat(init.exit()).isEqualTo(1);
    assertThat(init.err()).contains(bad.expected()).doesNotContain("Exception", "\tat ");
  }

  @Test
  void passwordsAreNeverPrinted() throws IOException {
    String yaml = pipeline(postgresUrl("shop"), "pgSecret17", "reader", "chSecret17", GOOD_TABLES);

    CommandRun check = CommandRun.of("check", "--verbose", "-p", write(yaml));

    assertThat(check.seen()).doesNotContain("pgSecret17", "chSecret17");
  }

  @Test
  void anotherServerSettingIsSaid() throws IOException {
    Path home = dir.resolve("replica");
    try (PostgresServer replica =
        new PostgresServer(LocalHome.ofTest(home))
            .withSettings(Map.of("wal_level", "replica", "fsync", "off"))) {
      replica.start();
      String url = "postgresql://millrace@127.0.0.1:" + replica.port() + "/shop";

      CommandRun check =
          CommandRun.of(
              "check", "-p", write(pipeline(url, "millrace", "default", "", GOOD_TABLES)));

      assertThat(check.exit()).isEqualTo(1);
      assertThat(check.out())
          .contains("wal_level is replica, not logical", "ALTER SYSTEM SET wal_level = logical");
    }
  }

  /** Of two hosts the one that answers is asked. */
  @Test
  void whatAFailoverNeedsIsSaid() throws IOException {
    String hosts = "127.0.0.1:1,127.0.0.1:" + postgres.port();
    String yaml =
        pipeline("postgresql://millrace@" + hosts + "/shop", "millrace", "default", "", GOOD_TABLES)
            .replace("source:\n", "source:\n  failover-slot: true\n");

    CommandRun check = CommandRun.of("check", "-p", write(yaml));

    assertThat(check.out())
        .contains("Postgres " + hosts + "/shop", "may replicate")
        .contains("synchronized_standby_slots is empty", "ALTER SYSTEM SET");
    assertThat(check.exit()).isZero();
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(CommandRun.of("chekc").exit()).isEqualTo(2);
    assertThat(CommandRun.of("run", "--parallelism", "0").exit()).isEqualTo(2);
    assertThat(CommandRun.of("check", "-p", "nowhere.yaml").exit()).isEqualTo(1);
  }

  private static String tables(String query) {
    return pipeline(
        postgresUrl("shop"),
        "millrace",
        "default",
        "",
        "tables:\n  target:\n    query: " + query + "\n");
  }

  private static String pipeline(
      String url, String password, String user, String clickHousePassword, String tables) {
    return """
        name: bad
        source:
          url: %s
          password: %s
        clickhouse:
          url: %s
          database: shop
          user: %s
          password: "%s"
        """
            .formatted(url, password, clickHouse.httpUrl(), user, clickHousePassword)
        + tables;
  }

  private static String postgresUrl(String database) {
    return "postgresql://millrace@127.0.0.1:" + postgres.port() + "/" + database;
  }

  private static String write(String yaml) throws IOException {
    return Files.writeString(dir.resolve("pipeline.yaml"), yaml).toString();
  }

  private static void sql(String... statements) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  private static String ask(String query) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
