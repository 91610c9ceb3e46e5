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
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The place for checkpoints takes nothing for a while. Nothing is published meanwhile and the slot
 * keeps the log; up to the tolerated number of failures the job goes on, beyond it it restarts.
 */
class CheckpointStorageITCase {

  private static final int MEGABYTES = 32;
  private static final int MORE_THAN_FAIL_HERE = 1_000;

  private TestPipeline shop;

  private interface Action {
    void run() throws Exception;
  }

  @BeforeEach
  void create() {
    shop = ShopSchema.targets(new TestPipeline(TestServers.get()));
    ShopSchema.create(shop);
  }

  @Test
  void full() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(MEGABYTES)) {
      goesOnWithout(disk.dir(), disk::fill, disk::free);
    }
  }

  /** A file stands where a directory has to be: not even root can write there. */
  @Test
  void unwritable(@TempDir Path dir) throws Exception {
    Path aside = dir.resolveSibling(dir.getFileName() + ".aside");
    goesOnWithout(
        dir,
        () -> {
          Path job = only(dir);
          Files.move(job, aside);
          Files.createFile(job);
        },
        () -> {
          Path job = only(dir);
          Files.delete(job);
          Files.move(aside, job);
        });
  }

  private void goesOnWithout(Path dir, Action spoil, Action mend) throws Exception {
    try (RunningJob job = start(dir, MORE_THAN_FAIL_HERE);
        ShopLoad load = new ShopLoad(shop, 1, 2, 60)) {
      shop.awaitPublished();
      spoil.run();
      awaitFailed(job, job.failedCheckpoints() + 3);
      long published = shop.published();
      awaitFailed(job, job.failedCheckpoints() + 1);
      assertThat(shop.published()).as("published without a checkpoint").isEqualTo(published);
      mend.run();
      assertWhole(load);
      assertThat(job.exceptions()).as("restarts").isEmpty();
    }
  }

  @Test
  void fullForLongerThanTolerated() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(MEGABYTES);
        RunningJob job = start(disk.dir(), 1);
        ShopLoad load = new ShopLoad(shop, 1, 2, 60)) {
      shop.awaitPublished();
      disk.fill();
      Awaitility.await("restart")
          .atMost(Duration.ofMinutes(1))
          .until(() -> job.exceptions().contains("tolerable"));
      disk.free();
      assertWhole(load);
    }
  }

  private RunningJob start(Path dir, int tolerated) throws Exception {
    return RunningJob.start(
        shop,
        2,
        null,
        Map.of(
            "execution.checkpointing.dir",
            dir.toUri().toString(),
            "execution.checkpointing.tolerable-failed-checkpoints",
            Integer.toString(tolerated)));
  }

  private static void awaitFailed(RunningJob job, long checkpoints) {
    Awaitility.await("failed checkpoints")
        .atMost(Duration.ofMinutes(1))
        .until(() -> job.failedCheckpoints() >= checkpoints);
  }

  private void assertWhole(ShopLoad load) throws InterruptedException {
    shop.awaitPublished();
    load.close();
    shop.awaitPublished();
    shop.assertEqual();
  }

  private static Path only(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.findFirst().orElseThrow();
    }
  }
}
