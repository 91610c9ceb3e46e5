package io.millrace.proof.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that runs of the proof have left in a directory.
 *
 * @param seeds simulations, a line for each range of seeds
 * @param exhaustive simulations of every schedule of a small history
 * @param histories on real servers, one each; those that went well
 * @param faults by file: what a run of faults did, its summary last
 * @param defects seeded, and who caught them
 * @param parts what {@code deploy/proof} ran, and how it ended
 */
record Figures(
    List<Run> seeds,
    List<Run> exhaustive,
    List<Run> histories,
    List<FaultRun> faults,
    List<Run> defects,
    List<Run> parts) {

  /**
   * A run of faults.
   *
   * @param name of its file
   */
  record FaultRun(String name, List<Run> lines) {

    List<Run> faults() {
      return lines.stream().filter(line -> line.has("fault")).toList();
    }

    List<Run> verifications() {
      return lines.stream().filter(line -> line.has("verified")).toList();
    }

    /** Written when all was equal at the end; none: the run was broken off, or failed. */
    List<Run> summaries() {
      return lines.stream().filter(line -> line.has("summary")).toList();
    }
  }

  static Figures read(Path directory) throws IOException {
    List<Run> simulated = Run.all(directory, "simulator");
    return new Figures(
        simulated.stream().filter(run -> run.text("kind").equals("seeds")).toList(),
        simulated.stream().filter(run -> run.text("kind").equals("exhaustive")).toList(),
        Run.all(directory, "histories"),
        faults(directory),
        Run.array(directory.resolve("defects.json")),
        Run.all(directory, "parts"));
  }

  private static List<FaultRun> faults(Path directory) throws IOException {
    List<FaultRun> runs = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return runs;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("faults") && name.endsWith(".jsonl")) {
          runs.add(new FaultRun(name.replace(".jsonl", ""), Run.all(directory, name)));
        }
      }
    }
    return runs;
  }

  /** Simulated seeds: those of ranges that overlap count once. */
  long distinctSeeds() {
    List<Run> ordered = new ArrayList<>(seeds);
    ordered.sort((a, b) -> Long.compare(a.number("firstSeed"), b.number("firstSeed")));
    long covered = Long.MIN_VALUE;
    long distinct = 0;
    for (Run run : ordered) {
      long first = Math.max(run.number("firstSeed"), covered);
      long end = run.number("firstSeed") + run.number("seeds") + run.number("violations");
      distinct += Math.max(0, end - first);
      covered = Math.max(covered, end);
    }
    return distinct;
  }

  List<Run> allFaults() {
    return faults.stream().flatMap(run -> run.faults().stream()).toList();
  }

  /** Runs of a part that did not end well. */
  long failedParts(String part) {
    return parts.stream()
        .filter(run -> run.text("part").equals(part) && run.number("exit") != 0)
        .count();
  }

  /** Runs of faults that have no end. */
  long faultRunsWithoutEnd() {
    return faults.stream().filter(run -> run.summaries().isEmpty()).count();
  }
}
