package io.millrace.proof.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/** A file system of some megabytes, mounted for a test; only root may do so. */
final class SmallDisk implements AutoCloseable {

  private static final int BLOCK = 64 << 10;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final String FILLER = "filler";

  private final Path dir;
  private Thread filling;

  private SmallDisk(Path dir) {
    this.dir = dir;
  }

  /** Skips the test, and says why, where nothing can be mounted. */
  static SmallDisk mount(int megabytes) throws IOException, InterruptedException {
    SmallDisk disk = mountIfAllowed(megabytes).orElse(null);
    if (disk == null) {
      System.out.println("skipped: no tmpfs can be mounted here; only root may");
    }
    Assumptions.assumeTrue(disk != null, "a tmpfs can be mounted");
    return disk;
  }

  static Optional<SmallDisk> mountIfAllowed(int megabytes)
      throws IOException, InterruptedException {
    Path dir = Files.createTempDirectory("millrace-small");
    int status =
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", dir.toString());
    if (status == 0) {
      return Optional.of(new SmallDisk(dir));
    }
    Files.delete(dir);
    return Optional.empty();
  }

  Path dir() {
    return dir;
  }

  /**
   * To the last byte, and again whenever something is deleted, until {@link #free}: one checkpoint
   * that still completes deletes an older one, and the next would find room.
   */
  void fill() {
    takeAll();
    filling =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                takeAll();
                LockSupport.parkNanos(PAUSE.toNanos());
              }
            },
            "filling " + dir);
    filling.setDaemon(true);
    filling.start();
  }

  private void takeAll() {
    byte[] block = new byte[BLOCK];
    for (int size = BLOCK; size > 0; size /= 16) {
      try (OutputStream out =
          Files.newOutputStream(
              dir.resolve(FILLER), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (true) {
          out.write(block, 0, size);
        }
      } catch (IOException full) {
        // Smaller pieces may still fit.
      }
    }
  }

  /** What {@link #fill} took. */
  void free() throws IOException, InterruptedException {
    stopFilling();
    Files.deleteIfExists(dir.resolve(FILLER));
  }

  private void stopFilling() throws InterruptedException {
    if (filling != null) {
      filling.interrupt();
      filling.join();
      filling = null;
    }
  }

  /** Processes may still have it open; it is gone with them. */
  @Override
  public void close() throws IOException, InterruptedException {
    stopFilling();
    run("umount", "-l", dir.toString());
    Files.deleteIfExists(dir);
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }
}
