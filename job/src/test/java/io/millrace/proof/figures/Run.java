package io.millrace.proof.figures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Figures as they were written: one JSON object. */
record Run(JsonNode json) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Every line of every file of a kind: {@code faults.jsonl}, {@code faults-2.jsonl} … */
  static List<Run> all(Path directory, String kind) throws IOException {
    List<Run> runs = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return runs;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> isOf(f, kind)).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (!line.isBlank()) {
            runs.add(new Run(JSON.readTree(line)));
          }
        }
      }
    }
    return runs;
  }

  private static boolean isOf(Path file, String kind) {
    String name = file.getFileName().toString();
    return name.startsWith(kind) && name.endsWith(".jsonl");
  }

  /** The objects of an array; none when the file is not there. */
  static List<Run> array(Path file) throws IOException {
    List<Run> runs = new ArrayList<>();
    if (Files.exists(file)) {
      JSON.readTree(file.toFile()).forEach(each -> runs.add(new Run(each)));
    }
    return runs;
  }

  boolean has(String name) {
    return json.has(name);
  }

  /** 0 when it is not there. */
  long number(String name) {
    return json.path(name).asLong();
  }

  String text(String name) {
    return json.path(name).asText();
  }

  boolean is(String name) {
    return json.path(name).asBoolean();
  }

  static long sum(List<Run> runs, String name) {
    return runs.stream().mapToLong(run -> run.number(name)).sum();
  }
}
