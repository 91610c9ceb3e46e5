package io.millrace.end;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** TRUNCATE of facts, of dimensions, of a table joined twice; each target compared in full. */
class TruncateITCase {

  private static final int LARGE = 200_000;

  private static TestPipeline shop;
  private static RunningJob job;

  @BeforeAll
  static void start() throws Exception {
    shop =
        ShopSchema.targets(new TestPipeline(TestServers.get()))
            .table(
                "transfer_fact",
                "SELECT t.id, a.name AS sender, b.name AS receiver FROM transfers t"
                    + " LEFT JOIN customers a ON a.id = t.sender"
                    + " JOIN customers b ON b.id = t.receiver")
            .table("large", "SELECT id, v FROM large");
    ShopSchema.create(shop);
    shop.sql(
        "CREATE TABLE transfers (id serial PRIMARY KEY, sender int, receiver int)",
        "CREATE TABLE large (id int PRIMARY KEY, v text)");
    fill();
    shop.sql("INSERT INTO large SELECT i, 'v' FROM generate_series(1, " + LARGE + ") i");
    job = RunningJob.start(shop, 2);
    shop.awaitPublished();
  }

  @AfterAll
  static void stop() throws Exception {
    job.close();
  }

  private static void fill() {
    shop.sql(
        "INSERT INTO transfers (sender, receiver)"
            + " SELECT 1 + i % 60, 1 + i * 7 % 60 FROM generate_series(1, 300) i");
  }

  private static void refillCustomers() {
    shop.sql(
        "INSERT INTO customers SELECT i, 'again ' || i, NULL, 'FR', NULL"
            + " FROM generate_series(1, 50) i ON CONFLICT DO NOTHING");
  }

  @Test
  void ofADimensionJoinedByAllKindsAndTwice() {
    shop.sql("TRUNCATE customers");
    shop.awaitPublished();
    shop.assertEqual();
    assertThat(shop.clickhouse("SELECT count() FROM {db}.transfer_fact FINAL")).isEqualTo("0");
    assertThat(shop.clickhouse("SELECT count() FROM {db}.paid_fact FINAL")).isEqualTo("0");
    assertThat(shop.clickhouse("SELECT countIf(customer_name IS NULL) > 0 FROM {db}.order_fact"))
        .isEqualTo("1");

    refillCustomers();
    shop.awaitPublished();
    shop.assertEqual();
    assertThat(shop.clickhouse("SELECT count() > 0 FROM {db}.transfer_fact FINAL")).isEqualTo("1");
  }

  @Test
  void betweenOtherChangesOfItsTransaction() {
    shop.transaction(
        "INSERT INTO orders VALUES (7001, 1, 'before', 1)",
        "UPDATE customers SET name = 'renamed before' WHERE id = 1",
        "TRUNCATE orders, customers",
        "INSERT INTO customers VALUES (1, 'after', NULL, 'FR', NULL)",
        "INSERT INTO orders VALUES (7001, 1, 'after', 2), (7002, 2, 'after', 3)");
    shop.awaitPublished();
    shop.assertEqual();
    assertThat(shop.clickhouse("SELECT order_id, status FROM {db}.order_fact FINAL ORDER BY 1"))
        .isEqualTo("7001\tafter\n7002\tafter");
    assertThat(shop.clickhouse("SELECT count() FROM {db}.order_fact WHERE status = 'before'"))
        .as("what came and went inside a transaction shows in no version")
        .isEqualTo("0");

    refillCustomers();
    shop.sql("INSERT INTO orders SELECT i, 1 + i % 60, 'new', i FROM generate_series(1, 500) i");
    shop.awaitPublished();
    shop.assertEqual();
  }

  @Test
  void withCascadeAndRestartIdentity() {
    shop.sql(
        "CREATE TABLE IF NOT EXISTS not_followed (product int REFERENCES products)",
        "INSERT INTO not_followed VALUES (1)",
        "TRUNCATE products, transfers RESTART IDENTITY CASCADE",
        "INSERT INTO transfers (sender, receiver) VALUES (1, 2)");
    shop.awaitPublished();
    shop.assertEqual();
    assertThat(shop.clickhouse("SELECT id FROM {db}.transfer_fact FINAL")).isEqualTo("1");
    assertThat(shop.clickhouse("SELECT count() FROM {db}.order_item_fact FINAL WHERE price > 0"))
        .isEqualTo("0");
    fill();
    shop.sql("INSERT INTO products SELECT i, 'p' || i, i FROM generate_series(1, 20) i");
  }

  @Test
  void rolledBack() {
    String versions = "SELECT count(), max(_version) FROM {db}.order_item_fact";
    String before = shop.clickhouse(versions);
    shop.sql(
        "BEGIN; TRUNCATE order_items, products; ROLLBACK",
        "BEGIN; SAVEPOINT s; TRUNCATE order_items; ROLLBACK TO s;"
            + " INSERT INTO large VALUES (-1, 'of the same transaction'); COMMIT");
    shop.awaitPublished();
    shop.assertEqual();
    assertThat(shop.clickhouse(versions)).isEqualTo(before);
    shop.sql("DELETE FROM large WHERE id < 0");
  }

  /** Savepoints while rows are being deleted; the TRUNCATE is one commit all the same. */
  @Test
  void ofALargeTableWhileTheJobStopsAndGoesOn() throws Exception {
    shop.sql("TRUNCATE large");
    String savepoint = job.stopWithSavepoint();
    job = RunningJob.start(shop, 3, savepoint);
    shop.sql("INSERT INTO large SELECT i, 'w' FROM generate_series(1, " + LARGE + ") i");
    shop.awaitPublished();
    shop.assertEqual();
    shop.transaction(
        "TRUNCATE large", "INSERT INTO large SELECT i, 'x' FROM generate_series(1, 9) i");
    savepoint = job.stopWithSavepoint();
    job = RunningJob.start(shop, 1, savepoint);
    shop.awaitPublished();

    shop.assertEqual();
    assertThat(
            shop.clickhouse(
                "SELECT uniqExact(_version) FROM {db}.large WHERE _is_deleted = 1 AND id > 9"))
        .as("a TRUNCATE's deletions are of one version")
        .isIn("1", "2");
  }
}
