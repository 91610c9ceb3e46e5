package io.millrace.cli.demo;

import io.millrace.cli.failure.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of {@code deploy/demo}. */
public final class DemoFiles {

  /** System property naming the repository; {@code deploy/millrace} sets it. */
  private static final String HOME = "millrace.home";

  private DemoFiles() {}

  public static Path pipeline() {
    return directory().resolve("pipeline.yaml");
  }

  static String shop() {
    Path file = directory().resolve("shop.sql");
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CommandFailure(
          file + " cannot be read", "Run the demo with deploy/millrace of a whole clone.", e);
    }
  }

  private static Path directory() {
    return Path.of(System.getProperty(HOME, ".")).resolve("deploy").resolve("demo");
  }
}
