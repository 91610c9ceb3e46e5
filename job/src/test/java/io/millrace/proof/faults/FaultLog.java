package io.millrace.proof.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Figures of a run as JSON, a line each, in {@code target/proof/faults.jsonl}. */
final class FaultLog {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  FaultLog(Path file) {
    this.file = file;
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Map<String, ?> figures) {
    try {
      String line = JSON.writeValueAsString(figures);
      System.out.println(line);
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
