package io.millrace.end;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * From a real Postgres into a real ClickHouse: every kind of change, each target compared in full.
 */
class ShopITCase {

  private static TestPipeline shop;
  private static RunningJob job;

  @BeforeAll
  static void start() throws Exception {
    shop = ShopSchema.targets(new TestPipeline(TestServers.get()));
    ShopSchema.create(shop);
    job = RunningJob.start(shop, 2);
    shop.awaitPublished();
  }

  @AfterAll
  static void stop() throws Exception {
    job.close();
  }

  @Test
  void theFirstLoadWritesEachRowOnce() {
    TestPipeline fresh = shop;
    fresh.assertEqual();
  }

  @Test
  void aCustomerAndItsOrderInOneTransaction() {
    shop.transaction(
        "INSERT INTO orders VALUES (9001, 9001, 'new', 12.50)",
        "INSERT INTO customers VALUES (9001, 'Ada', 'ada@example.org', 'GB', NULL)");
    shop.awaitPublished();

    shop.assertEqual();
    assertThat(
            shop.clickhouse(
                "SELECT count(), countIf(customer_name IS NULL) FROM {db}.order_fact"
                    + " WHERE order_id = 9001"))
        .as("no version of the order lacks its customer")
        .isEqualTo("1\t0");
  }

  @Test
  void aRenameTouchesTheCustomersOrdersOnly() {
    String before = shop.clickhouse("SELECT count() FROM {db}.order_fact");
    shop.sql("UPDATE customers SET name = 'renamed' WHERE id = 7");
    shop.awaitPublished();
    String orders = "SELECT countIf(customer_id = 7), uniqExactIf(_version, customer_id = 7)";

    shop.assertEqual();
    assertThat(
            shop.clickhouse(
                orders
                    + " FROM {db}.order_fact WHERE customer_name = 'renamed' AND customer_id = 7"))
        .as("all in one commit, once each")
        .matches("\\d+\t1");
    long after = Long.parseLong(shop.clickhouse("SELECT count() FROM {db}.order_fact"));
    assertThat(after - Long.parseLong(before)).isLessThanOrEqualTo(9);
  }

  @Test
  void movesDeletesAndKeyChanges() {
    shop.sql(
        "UPDATE orders SET customer_id = 3 WHERE id = 10",
        "UPDATE orders SET customer_id = NULL WHERE id = 11",
        "UPDATE orders SET customer_id = 777 WHERE id = 12");
    shop.sql("DELETE FROM customers WHERE id = 20", "DELETE FROM orders WHERE id = 30");
    shop.sql(
        "UPDATE orders SET id = 40400 WHERE id = 40",
        "UPDATE customers SET id = 5050 WHERE id = 50");
    shop.transaction(
        "DELETE FROM products WHERE id = 3",
        "INSERT INTO products VALUES (3, 'again', 1)",
        "UPDATE orders SET created_at = '2026-05-05 00:00:00Z' WHERE id = 60");
    shop.awaitPublished();

    shop.assertEqual();
  }

  @Test
  void aRollbackLeavesNothing() {
    shop.sql(
        "BEGIN; INSERT INTO orders VALUES (8001, 1, 'never', 1); ROLLBACK",
        "BEGIN; INSERT INTO orders VALUES (8002, 1, 'kept', 1); SAVEPOINT s;"
            + " INSERT INTO orders VALUES (8003, 1, 'never', 1); ROLLBACK TO s; COMMIT");
    shop.awaitPublished();

    shop.assertEqual();
    assertThat(shop.clickhouse("SELECT count() FROM {db}.order_fact WHERE status = 'never'"))
        .isEqualTo("0");
  }

  @Test
  void anUnchangedLargeValueStays() {
    shop.sql(
        "ALTER TABLE customers ALTER note SET STORAGE EXTERNAL",
        "UPDATE customers SET note = repeat('long ', 4000) WHERE id = 5");
    shop.awaitPublished();
    shop.sql("UPDATE customers SET name = 'with a long note' WHERE id = 5");
    shop.awaitPublished();

    shop.assertEqual();
    assertThat(
            shop.clickhouse(
                "SELECT length(note) FROM {db}.customer_dim FINAL WHERE customer_id = 5"))
        .isEqualTo("20000");
  }

  @Test
  void goesOnFromASavepointWithAnotherParallelism() throws Exception {
    shop.sql("UPDATE orders SET status = 'before' WHERE id % 3 = 0");
    String savepoint = job.stopWithSavepoint();
    shop.sql(
        "UPDATE orders SET status = 'while stopped' WHERE id % 5 = 0",
        "UPDATE customers SET name = name || '!' WHERE id % 4 = 0");
    job = RunningJob.start(shop, 3, savepoint);
    shop.awaitPublished();
    shop.assertEqual();

    savepoint = job.stopWithSavepoint();
    job = RunningJob.start(shop, 1, savepoint);
    shop.sql("UPDATE customers SET name = name || '?' WHERE id % 2 = 0");
    shop.awaitPublished();
    shop.assertEqual();
  }
}
