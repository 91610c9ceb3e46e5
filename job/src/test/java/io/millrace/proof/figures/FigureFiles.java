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

  /**
   * Adds figures to a file that has a line for each run, or for each event of one, with commit and
   * time.
   *
   * @return the line
   */
  public static synchronized String append(String file, Map<String, ?> figures) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("at", Instant.now().toString());
    run.put("commit", Checkout.commit());
    run.putAll(figures);
    try {
      String line = JSON.writeValueAsString(run);
      Files.writeString(
          directory().resolve(file),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a file held is forgotten. */
  public static void delete(String file) {
    try {
      Files.deleteIfExists(directory().resolve(file));
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
