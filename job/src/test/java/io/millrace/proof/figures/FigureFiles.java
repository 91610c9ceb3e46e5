package io.millrace.proof.figures;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where figures are written. */
public final class FigureFiles {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DIRECTORY = Path.of("target/proof");

  private FigureFiles() {}

  /** Adds a run's figures to a file that has a line for each run, with commit and time. */
  public static void append(String file, Map<String, ?> figures) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("at", Instant.now().toString());
    run.put("commit", System.getProperty("millrace.commit", "unknown"));
    run.putAll(figures);
    try {
      Files.writeString(
          directory().resolve(file),
          JSON.writeValueAsString(run) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In place of what the file held. */
  public static void replace(String file, Object figures) {
    try {
      Files.writeString(
          directory().resolve(file),
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory() throws IOException {
    return Files.createDirectories(DIRECTORY);
  }
}
