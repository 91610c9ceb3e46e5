package io.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs run to their end: mvn, npm, initdb. */
final class Tool {
  private Tool() {}

  /**
   * Runs the command and returns what it wrote to both its outputs.
   *
   * @param remedy what the reader can do if it fails, a whole sentence
   */
  static String run(List<String> command, Duration timeout, String remedy) {
    String line = String.join(" ", command);
    try {
      // A file and not a pipe: a full pipe would block the program, and a reader thread is more
      // code.
      Path output = Files.createTempFile("millrace-tool", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new LocalStackException(
              "`%s` took longer than %d s. %s".formatted(line, timeout.toSeconds(), remedy));
        }
        String said = Files.readString(output).strip();
        if (process.exitValue() != 0) {
          throw new LocalStackException(
              "`%s` failed with exit code %d. %s\nIt said:\n%s"
                  .formatted(line, process.exitValue(), remedy, Tail.of(said.lines().toList())));
        }
        return said;
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new LocalStackException(
          "Cannot run `" + line + "`: " + e.getMessage() + ". " + remedy, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while `" + line + "` ran.", e);
    }
  }

  /** Whether the program is on the PATH. */
  static boolean onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(":"))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }
}
