package io.millrace.end;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * A large first load, then one customer with three orders in ten renamed while other changes go on.
 * {@code -Dmillrace.orders=1000000} makes it 1 M orders and 300,000 of them renamed.
 */
class LargeITCase {

  private static final int ORDERS = Integer.getInteger("millrace.orders", 200_000);
  private static final int HOT = ORDERS * 3 / 10;

  @Test
  void aLargeLoadThenAHotCustomer() throws Exception {
    TestPipeline shop =
        new TestPipeline(TestServers.get())
            .checkpointInterval("2s")
            .table(
                "order_fact",
                "SELECT o.id AS order_id, o.customer_id, c.name AS customer_name, o.total, o.status"
                    + " FROM orders o LEFT JOIN customers c ON c.id = o.customer_id");
    shop.sql(ShopSchema.TABLES);
    shop.sql(
        "INSERT INTO customers SELECT i, 'customer ' || i FROM generate_series(1, "
            + ORDERS / 10
            + ") i",
        "INSERT INTO orders SELECT i, CASE WHEN i <= "
            + HOT
            + " THEN 1 ELSE 2 + i % "
            + (ORDERS / 10 - 1)
            + " END, 'new',"
            + " i * 0.01 FROM generate_series(1, "
            + ORDERS
            + ") i",
        "ANALYZE");
    try (RunningJob job = RunningJob.start(shop, 2)) {
      shop.awaitPublished();
      assertThat(shop.clickhouse("SELECT count(), uniqExact(order_id) FROM {db}.order_fact"))
          .as("each fact physically written once, counted without FINAL")
          .isEqualTo(ORDERS + "\t" + ORDERS);
      assertThat(shop.clickhouse("SELECT count() FROM {db}.order_fact FINAL"))
          .isEqualTo("" + ORDERS);
      assertThat(shop.clickhouse("SELECT countIf(customer_name IS NULL) FROM {db}.order_fact"))
          .isEqualTo("0");

      long failedBefore = job.failedCheckpoints();
      rename(shop);

      assertThat(
              shop.clickhouse(
                  "SELECT count(), uniqExact(order_id), uniqExact(_version) FROM {db}.order_fact"
                      + " WHERE customer_name = 'hot' AND status = 'new'"))
          .as("all orders of the customer follow, once each, in one version")
          .isEqualTo(HOT + "\t" + HOT + "\t1");
      assertThat(
              shop.clickhouse(
                  "SELECT max(rows['order_fact']) >= "
                      + HOT
                      + " FROM {db}._millrace_commits"
                      + " WHERE commit_lsn > 0"))
          .as("in one commit")
          .isEqualTo("1");
      assertThat(job.failedCheckpoints())
          .as(
              "checkpoints that failed since the load (at a job's start Flink counts those it cannot begin)")
          .isEqualTo(failedBefore);
      shop.assertEqual();
    }
  }

  private static void rename(TestPipeline shop) throws Exception {
    Thread others =
        new Thread(
            () -> {
              for (int i = 0; i < 40; i++) {
                shop.sql("UPDATE orders SET status = 'other' WHERE id = " + (ORDERS - 1 - i * 7));
              }
            });
    others.start();
    shop.sql("UPDATE customers SET name = 'hot' WHERE id = 1");
    others.join();
    shop.awaitPublished();
  }
}
