package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a killed Postgres leaves in its data directory. */
final class PostgresLeftovers {
  // Orphaned backends notice the postmaster's death at their next wait.
  private static final Duration ORPHANS_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private PostgresLeftovers() {}

  /**
   * Removes the stale pid file, but only when no process works in the data directory any more: it
   * is what keeps two postmasters from writing to the same files. Postgres removes it itself unless
   * its pid has been given to another process since.
   */
  static void clear(Path data) {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    long deadline = System.nanoTime() + ORPHANS_TIMEOUT.toNanos();
    for (List<Long> users = users(data); !users.isEmpty(); users = users(data)) {
      if (System.nanoTime() > deadline) {
        throw new LocalStackException(
            "Postgres processes %s, not started through this state directory, work in %s. End them and start again."
                .formatted(users, data));
      }
      Pause.of(POLL);
    }
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete the stale " + pidFile, e);
    }
  }

  /**
   * Live processes whose working directory is the data directory, as that of every Postgres process
   * is.
   */
  private static List<Long> users(Path data) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> worksIn(pid, data))
        .toList();
  }

  private static boolean worksIn(long pid, Path data) {
    try {
      return Files.isSameFile(Path.of("/proc", Long.toString(pid), "cwd"), data)
          && ProcessIdentity.of(pid).isPresent();
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }
}
