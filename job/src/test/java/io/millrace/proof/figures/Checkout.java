package io.millrace.proof.figures;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What the tests were built from, as git has it. */
final class Checkout {

  private static final String UNKNOWN = "unknown";
  private static final String COMMIT = commitOfCheckout();

  private Checkout() {}

  /**
   * Property {@code millrace.commit}; else git's short name of the commit checked out, with {@code
   * -changed} when files differ from it; {@code unknown} without git or its repository.
   */
  static String commit() {
    return System.getProperty("millrace.commit", COMMIT);
  }

  private static String commitOfCheckout() {
    try {
      String commit = git("rev-parse", "--short", "HEAD");
      String changes = git("status", "--porcelain", "--", ":/", ":(top,exclude)PROOF.md");
      return changes.isEmpty() ? commit : commit + "-changed";
    } catch (IOException withoutGit) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }

  private static String git(String... arguments) throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("git " + arguments[0] + " ended with " + process.exitValue());
    }
    return output.strip();
  }
}
