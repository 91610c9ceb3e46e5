package io.millrace.proof.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * All that runs of the proof have left in a directory.
 *
 * @param seeds simulations, a line for each range of seeds
 * @param exhaustive simulations of every schedule of a small history
 * @param histories on real servers, one for each seed; those that went well
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

  private static final Pattern HISTORIES =
      Pattern.compile("-Dmillrace\\.histories=(\\d+) -Dmillrace\\.first-seed=(\\d+)");

  /**
   * A run of faults.
   *
   * @param name of its file
   */
  record FaultRun(String name, List<Run> lines) {

    List<Run> faults() {
      return lines.stream().filter(line -> line.has("fault")).toList();
    }

    /** A fault of each round whose phases were measured. */
    List<Run> rounds() {
      Map<Long, Run> rounds = new LinkedHashMap<>();
      faults().stream()
          .filter(fault -> fault.has("phases"))
          .forEach(fault -> rounds.put(fault.number("round"), fault));
      return List.copyOf(rounds.values());
    }

    List<Run> verifications() {
      return lines.stream().filter(line -> line.has("verified")).toList();
    }

    /** Written when all was equal at the end; none: the run was broken off, or failed. */
    List<Run> summaries() {
      return lines.stream().filter(line -> line.has("summary")).toList();
    }

    /** It ended, all equal, but was fresh again later than it had to be; that fails it too. */
    boolean isSlow() {
      return summaries().stream()
          .anyMatch(
              end ->
                  end.has("recoveryBoundMillis")
                      && end.number("recoveredBySelfMedianMillis")
                          > end.number("recoveryBoundMillis"));
    }
  }

  static Figures read(Path directory) throws IOException {
    List<Run> simulated = Run.all(directory, "simulator");
    return new Figures(
        once(simulated.stream().filter(run -> run.text("kind").equals("seeds")).toList()),
        simulated.stream().filter(run -> run.text("kind").equals("exhaustive")).toList(),
        lastOfEachSeed(Run.all(directory, "histories")),
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

  /**
   * A seed counts once: of runs whose ranges overlap the larger stays, and one that failed, unless
   * all of its seeds were run again later and went well.
   */
  private static List<Run> once(List<Run> runs) {
    List<Run> ordered = new ArrayList<>(runs);
    ordered.removeIf(run -> runs.stream().anyMatch(later -> mends(later, run)));
    ordered.sort(
        Comparator.comparing((Run run) -> run.number("violations") == 0)
            .thenComparing(run -> -run.number("asked"))
            .thenComparing(run -> run.number("firstSeed")));
    List<Run> kept = new ArrayList<>();
    for (Run run : ordered) {
      if (kept.stream().noneMatch(other -> overlap(run, other))) {
        kept.add(run);
      }
    }
    return kept;
  }

  /** A history that was run again counts once. */
  private static List<Run> lastOfEachSeed(List<Run> histories) {
    Map<Long, Run> bySeed = new LinkedHashMap<>();
    histories.forEach(history -> bySeed.put(history.number("seed"), history));
    return List.copyOf(bySeed.values());
  }

  private static boolean mends(Run later, Run failed) {
    return failed.number("violations") > 0
        && later.number("violations") == 0
        && later.text("at").compareTo(failed.text("at")) > 0
        && later.number("firstSeed") <= failed.number("firstSeed")
        && end(later) >= end(failed);
  }

  private static long end(Run run) {
    return run.number("firstSeed") + run.number("asked");
  }

  private static boolean overlap(Run a, Run b) {
    return a.number("firstSeed") < end(b) && b.number("firstSeed") < end(a);
  }

  /** Simulated, also those that failed. */
  long seedsRun() {
    return Run.sum(seeds, "seeds") + Run.sum(seeds, "violations");
  }

  List<Run> allFaults() {
    return faults.stream().flatMap(run -> run.faults().stream()).toList();
  }

  /** Runs that did not end well. */
  List<Run> failedParts() {
    return parts.stream().filter(run -> run.number("exit") != 0).toList();
  }

  /** Pieces with a history that failed and has not gone well since. */
  long failedHistories() {
    return failedParts().stream()
        .filter(run -> run.text("part").equals("histories") && !hasGoneWellSince(run))
        .count();
  }

  /**
   * Whether each history of a piece that failed is among those that went well: the one that failed
   * was run again.
   */
  boolean hasGoneWellSince(Run piece) {
    Matcher options = HISTORIES.matcher(piece.text("options"));
    if (!options.find()) {
      return false;
    }
    Set<Long> well =
        histories.stream().map(history -> history.number("seed")).collect(Collectors.toSet());
    long first = Long.parseLong(options.group(2));
    return LongStream.range(first, first + Long.parseLong(options.group(1)))
        .allMatch(well::contains);
  }

  /** Runs of faults that failed otherwise than by being slow. */
  long failedFaultRuns() {
    long failed =
        failedParts().stream()
            .filter(run -> List.of("kills", "minutes").contains(run.text("part")))
            .count();
    long slow = faults.stream().filter(FaultRun::isSlow).count();
    long withoutEnd = faults.stream().filter(run -> run.summaries().isEmpty()).count();
    return Math.max(withoutEnd, failed - slow);
  }
}
