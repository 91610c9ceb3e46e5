package io.millrace.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import org.junit.jupiter.api.Test;

/**
 * A row moves (its {@code order-by} has a column that changes), the job is lost before the
 * checkpoint, and the row moves on before the job is back: nothing may be left in between.
 */
class MovedRowITCase {

  private final TestPipeline shop = new TestPipeline(TestServers.get());

  @Test
  void lowLatency() throws Exception {
    shop.delivery("low-latency")
        .flushInterval("60ms")
        .checkpointInterval("8s")
        .table("order_copy", "SELECT id, status FROM orders")
        .table(
            "order_fact",
            "SELECT o.id, o.status, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id",
            "order-by: id, status");
    shop.sql(
        "CREATE TABLE customers (id bigint PRIMARY KEY, name text)",
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, status text)",
        "INSERT INTO customers VALUES (1, 'one')",
        "INSERT INTO orders VALUES (1, 1, 'first'), (2, 1, 'other')");
    try (SharedCluster cluster = new SharedCluster(TestServers.get().home, 2)) {
      HistoryJob job = cluster.start(shop, "hashmap", 1, null);
      job.await("the first load's commit", () -> commits() > 0);
      long loaded = commits();
      job.await("one more", () -> commits() > loaded);
      shop.sql("UPDATE orders SET status = 'second' WHERE id = 1");
      job.await("the copy, early", () -> count("order_copy") > 0);
      String checkpoint = job.cancel();
      assertThat(commits()).as("commits, or the row was not early").isEqualTo(loaded + 1);
      shop.sql("UPDATE orders SET status = 'third' WHERE id = 1");
      job = cluster.start(shop, "hashmap", 1, checkpoint);
      shop.awaitPublished();
      job.end();
      shop.assertEqual();
    }
  }

  private long commits() {
    return Long.parseLong(shop.clickhouse("SELECT count() FROM {db}._millrace_commits"));
  }

  private long count(String table) {
    return Long.parseLong(
        shop.clickhouse("SELECT count() FROM {db}." + table + " WHERE status = 'second'"));
  }
}
