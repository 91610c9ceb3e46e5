package io.millrace.cli.submit;

import io.millrace.MillraceJob;
import io.millrace.cli.failure.CommandFailure;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The jar that a cluster gets. */
final class JobJar {

  /** System property that names it; without, it is the jar that this class comes from. */
  private static final String PROPERTY = "millrace.job-jar";

  private JobJar() {}

  static Path path() {
    String named = System.getProperty(PROPERTY);
    Path path = named == null ? ownJar() : Path.of(named);
    if (!Files.isRegularFile(path)) {
      throw new CommandFailure(
          path + " is not the job's jar",
          "Run through deploy/millrace, or name target/millrace-job.jar with -D" + PROPERTY + ".");
    }
    return path.toAbsolutePath();
  }

  private static Path ownJar() {
    try {
      return Path.of(MillraceJob.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find where the job was loaded from", e);
    }
  }
}
