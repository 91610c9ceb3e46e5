package io.millrace.end;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * A first load of 1 M orders, then one customer with 300,000 of them renamed while other changes go
 * on.
 */
class LargeITCase {

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
        "INSERT INTO customers SELECT i, 'customer ' || i FROM generate_series(1, 100000) i",
        "INSERT INTO orders SELECT i, CASE WHEN i <= 300000 THEN 1 ELSE 2 + i % 99999 END, 'new',"
            + " i * 0.01 FROM generate_series(1, 1000000) i",
        "ANALYZE");
    try (RunningJob job = RunningJob.start(shop, 2)) {
      shop.awaitPublished();
      assertThat(shop.clickhouse("SELECT count(), uniqExact(order_id) FROM {db}.order_fact"))
          .as("each fact physically written once, counted without FINAL")
          .isEqualTo("1000000\t1000000");
      assertThat(shop.clickhouse("SELECT count() FROM {db}.order_fact FINAL")).isEqualTo("1000000");
      assertThat(shop.clickhouse("SELECT countIf(customer_name IS NULL) FROM {db}.order_fact"))
          .isEqualTo("0");

      long failedBefore = job.failedCheckpoints();
      rename(shop);

      assertThat(
              shop.clickhouse(
                  "SELECT count(), uniqExact(order_id), uniqExact(_version) FROM {db}.order_fact"
                      + " WHERE customer_name = 'hot' AND status = 'new'"))
          .as("all orders of the customer follow, once each, in one version")
          .isEqualTo("300000\t300000\t1");
      assertThat(
              shop.clickhouse(
                  "SELECT max(rows['order_fact']) >= 300000 FROM {db}._millrace_commits"
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
                shop.sql("UPDATE orders SET status = 'other' WHERE id = " + (900_000 + i * 7));
              }
            });
    others.start();
    shop.sql("UPDATE customers SET name = 'hot' WHERE id = 1");
    others.join();
    shop.awaitPublished();
  }
}
