package io.millrace.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.end.RunningJob;
import io.millrace.end.ShopSchema;
import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is done to slot, publication and tables while a job runs: it goes on, or it fails and says
 * where, what and what to do. What a start makes of them is the source's StartGuardITCase.
 */
class NamedFaultsITCase {

  private TestPipeline shop;

  @BeforeEach
  void create() {
    shop = ShopSchema.targets(new TestPipeline(TestServers.get()));
    ShopSchema.create(shop);
  }

  @Test
  void walsenderTerminated() throws Exception {
    try (RunningJob job = running()) {
      for (int i = 0; i < 5; i++) {
        shop.sql("UPDATE orders SET status = 'again " + i + "' WHERE id % 3 = " + i % 3);
        terminateWalsender();
      }
      shop.awaitPublished();
      shop.assertEqual();
      assertThat(job.exceptions()).isEmpty();
    }
  }

  @Test
  void slotDropped() throws Exception {
    try (RunningJob job = running()) {
      Awaitility.await("drop")
          .ignoreExceptions()
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                terminateWalsender();
                shop.sql("SELECT pg_drop_replication_slot('millrace_" + shop.name + "')");
                return true;
              });
      assertFails(job, "slot millrace_" + shop.name, "--adopt-slot");
    }
  }

  /** While the job has lost its connection for a moment. Postgres itself would say nothing. */
  @Test
  void slotAdvanced() throws Exception {
    try (RunningJob job = running()) {
      Awaitility.await("advance")
          .ignoreExceptions()
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                terminateWalsender();
                shop.sql(
                    "UPDATE orders SET status = 'skipped' WHERE id = 1",
                    "SELECT pg_replication_slot_advance('millrace_"
                        + shop.name
                        + "', pg_current_wal_insert_lsn())");
                return true;
              });
      assertFails(job, "millrace_" + shop.name + " has moved on to", "--adopt-slot");
      assertThat(shop.clickhouse("SELECT count() FROM {db}.order_fact WHERE status = 'skipped'"))
          .as("published behind a gap")
          .isEqualTo("0");
    }
  }

  @Test
  void publicationDropped() throws Exception {
    try (RunningJob job = running()) {
      shop.sql("DROP PUBLICATION millrace_" + shop.name);
      shop.sql("UPDATE orders SET status = 'unpublished'");
      assertFails(job, "Publication millrace_" + shop.name + " is gone", "millrace init");
    }
  }

  @Test
  void tableDropped() throws Exception {
    try (RunningJob job = running()) {
      shop.sql("DROP TABLE products");
      terminateWalsender();
      assertFails(job, "public.products", "products");
    }
  }

  private RunningJob running() throws Exception {
    RunningJob job = RunningJob.start(shop, 2);
    shop.awaitPublished();
    return job;
  }

  /** Waits until it is gone. */
  private void terminateWalsender() {
    shop.ask(
        "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name = 'millrace_"
            + shop.name
            + "'");
  }

  /** For good: trying again would not mend it. */
  private static void assertFails(RunningJob job, String... parts) throws Exception {
    assertThat(job.awaitFailure()).contains(parts);
  }
}
