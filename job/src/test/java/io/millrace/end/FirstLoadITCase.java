package io.millrace.end;

import java.time.Duration;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The job fails in the first load and reads the tables again, in which rows have changed meanwhile:
 * nothing of what the failed attempt read may be left.
 */
class FirstLoadITCase {

  private final TestServers servers = TestServers.get();
  private final TestPipeline shop = new TestPipeline(servers);

  @Test
  void lowLatency() throws Exception {
    shop.delivery("low-latency");
    failsAndReadsAgain(job -> {});
  }

  /** The readers wait for a barrier, and find Postgres gone some barriers later. */
  @Test
  void moreThanMayWait() throws Exception {
    shop.maxPendingBytes("1mb");
    failsAndReadsAgain(RunningJob::checkpoint);
  }

  @AfterEach
  void startPostgres() {
    servers.postgres.start();
  }

  private void failsAndReadsAgain(Consumer<RunningJob> push) throws Exception {
    // Checkpoints come when the test asks for one, and Postgres's absence soon fails the job.
    shop.checkpointInterval("1000h")
        .retryFor("1ms")
        .table("order_fact", "SELECT id, note FROM orders")
        .table(
            "order_known",
            "SELECT o.id, o.note, c.name FROM orders o JOIN customers c ON c.id = o.customer_id");
    shop.sql(
        "CREATE TABLE customers (id int PRIMARY KEY, name text)",
        "INSERT INTO customers SELECT i, 'customer ' || i FROM generate_series(1, 10) i",
        "CREATE TABLE orders (id int PRIMARY KEY, customer_id int, note text)",
        "INSERT INTO orders SELECT i, 1 + i % 10, md5(i::text) || md5((-i)::text)"
            + " FROM generate_series(1, 60000) i");
    try (RunningJob job = RunningJob.start(shop, 2)) {
      awaitSlot();
      Thread.sleep(4_000); // Time to read, and for a sink that publishes early to do so.
      shop.sql(
          "DELETE FROM orders WHERE id % 5 = 0",
          "UPDATE orders SET note = 'changed' WHERE id % 5 = 1",
          "DELETE FROM customers WHERE id = 3");
      servers.postgres.kill();
      Awaitility.await("failure")
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                push.accept(job);
                return !job.exceptions().isEmpty();
              });
      servers.postgres.start();
      Awaitility.await("commit")
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptions()
          .until(
              () -> {
                job.checkpoint();
                return shop.published() > 0;
              });
      shop.assertEqual();
    }
  }

  /** It is made before the first row is read. */
  private void awaitSlot() {
    Awaitility.await("slot")
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                shop.ask(
                        "SELECT 1 FROM pg_replication_slots WHERE slot_name = 'millrace_"
                            + shop.name
                            + "'")
                    != null);
  }
}
