package io.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Postgres refuses to run as root. This runs it as somebody else where we are root. */
final class NotRoot {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String NOBODY = "65534";
  private static final List<String> NAMESPACE = List.of("unshare", "--user", "--");
  private static final List<String> SETPRIV =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");

  private NotRoot() {}

  /**
   * The command as one that does not run as root; it keeps its pid.
   *
   * <p>In a user namespace without a mapping, root is nobody to Postgres and still the owner of its
   * files, wherever they are. Containers often forbid such namespaces; then nobody runs it for
   * real, and must be able to reach its files.
   *
   * @param owned directory that the command must own
   */
  static List<String> command(List<String> command, Path owned) {
    if (!isRoot()) {
      return command;
    }
    List<String> line =
        new ArrayList<>(
            allowsUserNamespaces() ? NAMESPACE : asNobody(Path.of(command.get(0)), owned));
    line.addAll(command);
    return line;
  }

  private static boolean isRoot() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  private static boolean allowsUserNamespaces() {
    try {
      Tool.run(List.of("unshare", "--user", "--", "true"), TIMEOUT, "");
      return true;
    } catch (LocalStackException forbidden) {
      return false;
    }
  }

  private static List<String> asNobody(Path program, Path owned) {
    Tool.run(
        List.of("chown", "-R", NOBODY + ":" + NOBODY, owned.toString()),
        TIMEOUT,
        "Postgres refuses to run as root, and its directory cannot be given to nobody. Run as another user.");
    List<String> look = new ArrayList<>(SETPRIV);
    look.addAll(List.of("ls", "-d", program.toString(), owned.toString()));
    Tool.run(
        look,
        TIMEOUT,
        "Postgres refuses to run as root, and nobody cannot reach its directories. Set MILLRACE_HOME to a directory that"
            + " every user can reach, such as /var/tmp/millrace, or run as another user.");
    return SETPRIV;
  }
}
