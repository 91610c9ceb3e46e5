package io.millrace.proof.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An archive of the classes that one process of a kind has loaded and verified, which those started
 * after it map in place of doing that again. On a small machine that is most of what a new process
 * does in its first seconds, and tests nothing. Without {@code jcmd} all goes on without it.
 */
final class SharedClasses {

  private final Path options;
  private final Path archive;

  /**
   * @param kind of process: those of one kind have the same class path
   */
  SharedClasses(Path directory, String kind) {
    options = directory.resolve(kind + ".options");
    archive = directory.resolve(kind + ".jsa");
    say("-XX:+RecordDynamicDumpInfo");
  }

  /** For every process of the kind: it reads there what to do with the archive. */
  String jvmOption() {
    return "-XX:VMOptionsFile=" + options;
  }

  /** Makes the archive from what a running process has loaded, the job's classes included. */
  void archive(long pid) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    say("");
    if (Files.isExecutable(jcmd)) {
      Process dump =
          new ProcessBuilder(
                  jcmd.toString(), Long.toString(pid), "VM.cds", "dynamic_dump", archive.toString())
              .redirectErrorStream(true)
              .start();
      String answer =
          new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (dump.waitFor() == 0 && Files.exists(archive)) {
        say("-XX:SharedArchiveFile=" + archive);
      } else {
        System.out.println("no " + archive.getFileName() + ": " + answer);
      }
    }
  }

  private void say(String option) {
    try {
      Files.writeString(options, option + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
