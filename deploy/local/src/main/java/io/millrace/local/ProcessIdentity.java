package io.millrace.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that cannot be mistaken for another one that later got the same pid.
 *
 * @param pid process id
 * @param birth boot id of the machine and start time in clock ticks since that boot, from {@code
 *     /proc}
 */
record ProcessIdentity(long pid, String birth) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** The live process with this pid; empty if there is none, or only a zombie. */
  static Optional<ProcessIdentity> of(long pid) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      // The second field is the command in parentheses and may hold spaces, so count from behind
      // it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean dead = fields[0].equals("Z") || fields[0].equals("X");
      return dead
          ? Optional.empty()
          : Optional.of(new ProcessIdentity(pid, bootId() + "/" + fields[19]));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  // A killed process is a zombie from its first thread's end on, but keeps its ports and locks
  // until the last one's.
  private static boolean isDead(String[] fields) {
    boolean zombie = fields[0].equals("Z") || fields[0].equals("X");
    int threads = Integer.parseInt(fields[17]);
    return zombie && threads <= 1;
  }

  boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  private static String bootId() throws IOException {
    return Files.readString(BOOT_ID).trim();
  }
}
