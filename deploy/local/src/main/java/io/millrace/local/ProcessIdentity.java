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
  private static final String ENDED_AT_ONCE = "ended before it was seen";

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

  /** A process just started, which may have ended already: then one that is not alive. */
  static ProcessIdentity ofStarted(Process process) {
    return of(process.pid()).orElseGet(() -> new ProcessIdentity(process.pid(), ENDED_AT_ONCE));
  }

  boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  private static String bootId() throws IOException {
    return Files.readString(BOOT_ID).trim();
  }
}
