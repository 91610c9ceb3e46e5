package io.millrace.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A row moves (its {@code order-by} has a column that changes), the job is lost before the
 * checkpoint, and the row moves on before the job is back: it may stand in the last place only.
 */
class MovedRowITCase {

  /** So many that the job, when it is back, finds both changes of most of them in one slice. */
  private static final int ORDERS = 50;

  private final TestPipeline shop = new TestPipeline(TestServers.get());

  @Test
  void lowLatency() throws Exception {
    shop.delivery("low-latency")
        .flushInterval("60ms")
        .checkpointInterval("15s")
        .table("order_copy", "SELECT id, status FROM orders")
        .table(
            "order_fact",
            "SELECT o.id, o.status, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id",
            "order-by: id, status");
    shop.sql(
        "CREATE TABLE customers (id bigint PRIMARY KEY, name text)",
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, status text)",
        "INSERT INTO customers VALUES (1, 'one')",
        "INSERT INTO orders SELECT i, 1, 'first' FROM generate_series(1, " + ORDERS + ") i");
    try (SharedCluster cluster = new SharedCluster(TestServers.get().home, 2)) {
      HistoryJob job = cluster.start(shop, "hashmap", 1, null);
      job.await("the first load's commit", () -> commits() > 0);
      long loaded = commits();
      job.await("one more", () -> commits() > loaded);
      moveTo("second");
      job.await("the copy, early", () -> moved("order_copy") == ORDERS);
      Thread.sleep(2_000); // Time for the facts to come early too, if they do.
      String checkpoint = job.cancel();
      assertThat(commits()).as("commits, or the row was not early").isEqualTo(loaded + 1);
      moveTo("third");
      job = cluster.start(shop, "hashmap", 1, checkpoint);
      shop.awaitPublished();
      job.end();
      shop.assertSameRows();
    }
  }

  private long commits() {
    return Long.parseLong(shop.clickhouse("SELECT count() FROM {db}._millrace_commits"));
  }

  /** Each in a transaction of its own. */
  private void moveTo(String status) {
    shop.sql(
        IntStream.rangeClosed(1, ORDERS)
            .mapToObj(id -> "UPDATE orders SET status = '" + status + "' WHERE id = " + id)
            .toArray(String[]::new));
  }

  private long moved(String table) {
    return Long.parseLong(
        shop.clickhouse("SELECT count() FROM {db}." + table + " WHERE status = 'second'"));
  }
}
