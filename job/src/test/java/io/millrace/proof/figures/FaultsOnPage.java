package io.millrace.proof.figures;

import static io.millrace.proof.figures.Page.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What runs of faults did, how long it took to be fresh again, and where that time went. */
record FaultsOnPage(Figures figures, Page page) {

  private static final String BY_ITSELF_MEDIAN = "recoveredBySelfMedianMillis";
  private static final String BOUND = "recoveryBoundMillis";
  private static final String BY_ITSELF = "byItself";

  /** In the order in which they pass; {@code submitted} and {@code failed} are alternatives. */
  private static final List<String> PHASES =
      List.of(
          "failed",
          "restarted",
          "submitted",
          "deployed",
          "running",
          "triggered",
          "complete",
          "published");

  void write() {
    page.line(ProofText.read("faults.md"));
    page.table("fault", "times", "fresh again after: median", "p99", "longest");
    List<Run> all = figures.allFaults();
    kinds(all)
        .forEach(
            (kind, faults) -> recovered(kind.toLowerCase(Locale.ROOT).replace('_', ' '), faults));
    recovered("all", all);
    List<Run> told = all.stream().filter(fault -> fault.has(BY_ITSELF)).toList();
    recovered("of these: the job by itself", told.stream().filter(f -> f.is(BY_ITSELF)).toList());
    recovered("of these: by a command", told.stream().filter(f -> !f.is(BY_ITSELF)).toList());
    page.line("");
    runs();
    phases();
  }

  private static Map<String, List<Run>> kinds(List<Run> faults) {
    return faults.stream()
        .collect(
            Collectors.groupingBy(fault -> fault.text("fault"), TreeMap::new, Collectors.toList()));
  }

  private void recovered(String what, List<Run> faults) {
    if (!faults.isEmpty()) {
      List<Long> millis = faults.stream().map(fault -> fault.number("recoveredMillis")).toList();
      page.row(what, number(faults.size()), Quantiles.of(millis).cells());
    }
  }

  private void runs() {
    page.table(
        "run",
        "faults",
        "transactions meanwhile",
        "comparisons of all tables",
        "end",
        "lag: median",
        "p99",
        "longest",
        "fresh again by itself: median",
        "to be at most");
    figures.faults().forEach(this::run);
  }

  private void run(Figures.FaultRun run) {
    List<Run> ends = run.summaries();
    Run end = ends.isEmpty() ? null : ends.get(ends.size() - 1);
    boolean hasLag = end != null && end.number("lagSamples") > 0;
    page.row(
        run.name(),
        number(run.faults().size()),
        end == null ? "" : number(end.number("transactions")),
        number(run.verifications().size()),
        end == null ? "**failed or broken off**" : "all equal",
        hasLag ? seconds(end, "lagMedianMillis") : "not measured",
        hasLag ? seconds(end, "lagP99Millis") : "",
        hasLag ? seconds(end, "lagMaxMillis") : "",
        end != null && end.has(BY_ITSELF_MEDIAN) ? seconds(end, BY_ITSELF_MEDIAN) : "not measured",
        end != null && end.has(BOUND) ? seconds(end, BOUND) : "");
  }

  private static String seconds(Run run, String name) {
    return Quantiles.seconds(run.number(name));
  }

  private void phases() {
    Map<String, List<JsonNode>> recoveries = new LinkedHashMap<>();
    for (String way : List.of("without a restart", "restarted by itself", "by a command")) {
      recoveries.put(way, new ArrayList<>());
    }
    for (Figures.FaultRun run : figures.faults()) {
      run.rounds().forEach(round -> recoveries.get(way(round)).add(round.json().path("phases")));
    }
    if (recoveries.values().stream().allMatch(List::isEmpty)) {
      return;
    }
    page.line("");
    page.line(
        "Where the time went, in medians from the end of the last fault of a round; below zero: while it lasted.");
    page.line("");
    page.table(
        Stream.concat(Stream.of("the job came back", "rounds"), PHASES.stream())
            .toArray(String[]::new));
    recoveries.forEach(this::phases);
  }

  private static String way(Run round) {
    JsonNode phases = round.json().path("phases");
    if (phases.has("submitted")) {
      return "by a command";
    }
    return phases.has("failed") ? "restarted by itself" : "without a restart";
  }

  private void phases(String way, List<JsonNode> rounds) {
    List<String> cells = new ArrayList<>();
    for (String phase : PHASES) {
      List<Long> millis =
          rounds.stream()
              .filter(round -> round.has(phase))
              .map(round -> round.path(phase).asLong())
              .toList();
      cells.add(millis.isEmpty() ? "" : Quantiles.of(millis).median());
    }
    page.row(way, number(rounds.size()), String.join(" | ", cells));
  }
}
