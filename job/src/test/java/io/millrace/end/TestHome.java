package io.millrace.end;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.util.FileUtils;

/**
 * Directories of test servers, several gigabytes after a long run; gone with this JVM. With {@code
 * -Dmillrace.keep-homes=true} they stay, logs and all: to look at what a server said.
 */
public final class TestHome {

  private static final int TRIES = 50;
  private static final long PAUSE_MILLIS = 100;

  private TestHome() {}

  public static Path create(String prefix) throws IOException {
    Path home = Files.createTempDirectory(prefix);
    if (!Boolean.getBoolean("millrace.keep-homes")) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home), "delete-" + home));
    }
    return home;
  }

  /** The servers are killed meanwhile, and write until then. */
  private static void delete(Path home) {
    for (int tries = 0; tries < TRIES && Files.exists(home); tries++) {
      FileUtils.deleteDirectoryQuietly(home.toFile());
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
