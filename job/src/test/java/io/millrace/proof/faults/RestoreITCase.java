package io.millrace.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.end.RunningJob;
import io.millrace.end.ShopLoad;
import io.millrace.end.ShopSchema;
import io.millrace.end.TestPipeline;
import io.millrace.end.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What has happened to the slot while the job was away, and restoring what is not the newest: where
 * the log that is needed is still there it goes on without a gap, and else it refuses.
 */
class RestoreITCase {

  private static final int PARALLELISM = 2;

  /**
   * As many as may be restored, see Acknowledgement: the slot keeps the log of the third newest.
   */
  private static final int THIRD = 2;

  private TestPipeline shop;

  @BeforeEach
  void create() {
    shop = ShopSchema.targets(new TestPipeline(TestServers.get()));
    ShopSchema.create(shop);
  }

  @Test
  void slotAdvancedWhileAway() throws Exception {
    String savepoint = savepoint();
    shop.sql("UPDATE orders SET status = 'skipped' WHERE id = 1");
    shop.ask("SELECT pg_replication_slot_advance(" + slot() + ", pg_current_wal_insert_lsn())");
    assertRefused(savepoint, "has moved on to", "--adopt-slot");
  }

  @Test
  void slotInvalidatedWhileAway() throws Exception {
    String savepoint = savepoint();
    shop.sql("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
    try {
      for (int i = 0; i < 4; i++) {
        shop.sql("SELECT pg_logical_emit_message(true, 'x', 'y')", "SELECT pg_switch_wal()");
      }
      shop.sql("CHECKPOINT");
      assertThat(
              shop.ask("SELECT wal_status FROM pg_replication_slots WHERE slot_name = " + slot()))
          .isEqualTo("lost");
      assertRefused(savepoint, "thrown away log", "max_slot_wal_keep_size");
    } finally {
      shop.sql("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
  }

  /** The job went on from it before, and the slot with the job. */
  @Test
  void anOldSavepoint() throws Exception {
    String savepoint = savepoint();
    String then = confirmed();
    try (RunningJob job = RunningJob.start(shop, PARALLELISM, savepoint)) {
      Awaitility.await("the slot moves on")
          .atMost(Duration.ofMinutes(1))
          .until(
              () -> {
                shop.sql("UPDATE orders SET total = total + 1 WHERE id < 50");
                shop.awaitPublished();
                return !confirmed().equals(then);
              });
    }
    assertRefused(savepoint, "has moved on to", "restore a checkpoint that is not older");
  }

  /** Its rows have all been published: they are found there, and what follows is not doubled. */
  @Test
  void anOlderCheckpoint(@TempDir Path checkpoints) throws Exception {
    Map<String, String> retained =
        Map.of(
            "execution.checkpointing.dir", checkpoints.toUri().toString(),
            "execution.checkpointing.num-retained", "4",
            "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    try (ShopLoad load = new ShopLoad(shop, 1, 2, 60)) {
      try (RunningJob job = RunningJob.start(shop, PARALLELISM, null, retained)) {
        shop.awaitPublished();
        Awaitility.await("checkpoints")
            .atMost(Duration.ofMinutes(1))
            .until(() -> newestFirst(checkpoints).size() >= 4);
        shop.awaitPublished();
      }
      String older = newestFirst(checkpoints).get(THIRD).toUri().toString();
      try (RunningJob again = RunningJob.start(shop, PARALLELISM, older, retained)) {
        shop.awaitPublished();
        load.close();
        shop.awaitPublished();
        shop.assertEqual();
        assertThat(again.exceptions()).isEmpty();
      }
    }
  }

  /** Complete ones. */
  private static List<Path> newestFirst(Path checkpoints) throws IOException {
    try (Stream<Path> all = Files.walk(checkpoints)) {
      return all.filter(file -> file.endsWith("_metadata"))
          .map(Path::getParent)
          .sorted(Comparator.comparingInt(RestoreITCase::number).reversed())
          .toList();
    }
  }

  private static int number(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
  }

  /** Of a job that has published everything and has stopped. */
  private String savepoint() throws Exception {
    try (RunningJob job = RunningJob.start(shop, PARALLELISM)) {
      shop.awaitPublished();
      return job.stopWithSavepoint();
    }
  }

  private void assertRefused(String savepoint, String... parts) throws Exception {
    try (RunningJob job = RunningJob.start(shop, PARALLELISM, savepoint)) {
      assertThat(job.awaitFailure()).contains(parts);
    }
  }

  private String slot() {
    return "'millrace_" + shop.name + "'";
  }

  private String confirmed() {
    return shop.ask(
        "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = " + slot());
  }
}
