package io.millrace.proof.figures;

import static io.millrace.proof.figures.Page.number;

import io.millrace.proof.faults.FaultMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes {@code PROOF.md} of the figures in a directory: {@code ProofPage DIRECTORY PAGE}. Property
 * {@code millrace.commit} names what was run, {@code millrace.machine} and {@code
 * millrace.versions} on what.
 */
public final class ProofPage {

  private static final String NOT_RUN = "Not run.";

  private final Figures figures;
  private final Page page = new Page();

  private ProofPage(Figures figures) {
    this.figures = figures;
  }

  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[1]), of(Path.of(arguments[0])));
  }

  static String of(Path directory) throws IOException {
    return new ProofPage(Figures.read(directory)).write();
  }

  private String write() throws IOException {
    page.line("# Proof");
    page.line("");
    page.line(
        "What was done to Millrace to find a row that is lost, doubled, wrong or out of order,");
    page.line(
        "and what came of it. Written by `deploy/proof` from the figures that the runs left in");
    page.line("`job/target/proof`; nothing here is typed.");
    page.line("");
    page.table("", "");
    page.row("page of", LocalDate.now());
    page.row("commit", property("commit"));
    page.row("figures of commits", String.join(", ", commits()));
    page.row("machine", property("machine"));
    page.row("versions", property("versions"));
    results();
    simulated();
    histories();
    faults();
    defects();
    matrix();
    page.line(ProofText.read("limits.md"));
    return page.toString();
  }

  private static String property(String name) {
    return System.getProperty("millrace." + name, "not said");
  }

  private TreeSet<String> commits() {
    TreeSet<String> commits = new TreeSet<>();
    List<Run> all = new ArrayList<>(figures.seeds());
    all.addAll(figures.histories());
    figures.faults().forEach(run -> all.addAll(run.lines()));
    all.addAll(figures.parts());
    all.stream()
        .map(run -> run.text("commit"))
        .filter(commit -> !commit.isEmpty())
        .forEach(commits::add);
    return commits;
  }

  private void results() {
    page.heading("What came of it");
    page.line(
        "Lost, duplicate, wrong or out of order, and the 95 % upper bound of the rate that a");
    page.line("zero means (rule of three: nothing in n tries says less than 3/n).");
    page.line("");
    page.table("", "tries", "failed", "rate of failure");
    result("simulated seeds", figures.seedsRun(), Run.sum(figures.seeds(), "violations"));
    long histories = figures.histories().size();
    long failedHistories = figures.failedHistories() + Run.sum(figures.histories(), "violations");
    result("histories on real servers", histories + failedHistories, failedHistories);
    long failedFaults = figures.failedFaultRuns();
    long kills = figures.allFaults().stream().filter(fault -> fault.is("kill")).count();
    result("kills of real servers", kills, kills == 0 ? 0 : failedFaults);
    long others = figures.allFaults().size() - kills;
    result("pauses and cuts of real servers", others, others == 0 ? 0 : failedFaults);
    page.line("");
    page.line(
        "A run that fails ends there: then at least one is counted, and the page says which below.");
    for (Run part : figures.failedParts()) {
      page.line("");
      page.line(
          "- **failed**: %s at %s, commit %s, exit code %d%s"
              .formatted(
                  part.text("part"),
                  part.text("at"),
                  part.text("commit"),
                  part.number("exit"),
                  figures.hasGoneWellSince(part) ? "; each of its seeds has gone well since" : ""));
    }
    for (Figures.FaultRun run : figures.faults()) {
      if (run.isSlow()) {
        page.line("");
        page.line("- **slower than asked**, all rows equal: run `%s`".formatted(run.name()));
      }
    }
  }

  private void result(String what, long tries, long failed) {
    page.row(
        what,
        tries == 0 ? "not run" : number(tries),
        tries == 0 ? "" : number(failed),
        Page.bound(failed, tries));
  }

  private void simulated() {
    page.heading("Simulated");
    if (figures.seeds().isEmpty()) {
      page.line(NOT_RUN);
    } else {
      page.line(ProofText.read("simulated.md"));
      page.table("", "");
      page.row(
          "seeds, each a schema, queries, a history and a schedule", number(figures.seedsRun()));
      total("of them with TRUNCATE, early rows or overtaking barriers", "featuredSeeds");
      total("steps of the scheduler", "steps");
      total("crashes", "crashes");
      total("of them before the first whole commit", "crashesInFirstLoad");
      total("restores at other parallelisms (1, 2, 5)", "rescales");
      total("checkpoints", "checkpoints");
      total("checkpoints refused because a barrier overtook a reader's end", "refusedCheckpoints");
      total("TRUNCATEs of tables with rows", "truncates");
      total("times that rows showed before their checkpoint", "earlyInserts");
      total("commits compared in full", "commits");
      total("rows published", "rows");
      total("versions of rows given", "versions");
      page.row("seconds", number(Run.sum(figures.seeds(), "seconds")));
      figures.seeds().stream()
          .filter(run -> run.number("violations") > 0)
          .forEach(
              run ->
                  page.row(
                      "**failed seeds**",
                      run.json().path("failedSeeds") + " " + run.json().path("failedBy")));
    }
    page.line("");
    Run most = null;
    for (Run run : figures.exhaustive()) {
      most = most == null || run.number("schedules") > most.number("schedules") ? run : most;
    }
    page.line(
        most == null
            ? "Every schedule of a small history within a bound: not run."
            : "Every schedule of a small history that leaves the plain one at most %d times: %s schedules, all right."
                .formatted(most.number("deviations"), number(most.number("schedules"))));
  }

  private void total(String what, String name) {
    page.row(what, number(Run.sum(figures.seeds(), name)));
  }

  private void histories() {
    page.heading("Random histories on real servers");
    List<Run> all = figures.histories();
    if (all.isEmpty()) {
      page.line(NOT_RUN);
      return;
    }
    page.line(ProofText.read("histories.md"));
    page.table("", "");
    page.row("histories", number(all.size()));
    page.row(
        "of them with a table without a key",
        number(all.stream().filter(run -> run.is("tableWithoutKey")).count()));
    for (String name : List.of("transactions", "commits", "rows", "versions", "restarts")) {
      page.row(
          name
              + (name.equals("restarts") ? " of the job" : " compared")
                  .replace("transactions compared", "transactions"),
          number(Run.sum(all, name)));
    }
    Map<Long, Integer> parallelisms = new TreeMap<>();
    all.forEach(run -> parallelisms.merge(run.number("parallelism"), 1, Integer::sum));
    page.row("histories by parallelism", parallelisms);
    Map<String, Integer> backends = new TreeMap<>();
    all.forEach(run -> backends.merge(run.text("backend"), 1, Integer::sum));
    page.row("histories by state backend", backends);
  }

  private void faults() {
    page.heading("Faults on real servers");
    if (figures.allFaults().isEmpty()) {
      page.line(NOT_RUN);
    } else {
      new FaultsOnPage(figures, page).write();
    }
  }

  private void defects() {
    page.heading("Does the proof bite?");
    if (figures.defects().isEmpty()) {
      page.line(NOT_RUN);
      return;
    }
    long caught = figures.defects().stream().filter(defect -> defect.is("caught")).count();
    page.line(
        "Each of %d defects was put into the simulated job, and %d were caught: by which check, and with which seed first."
            .formatted(figures.defects().size(), caught));
    page.line("");
    page.table("defect", "what it breaks", "caught by", "seed");
    for (Run defect : figures.defects()) {
      page.row(
          "`" + defect.text("defect") + "`",
          defect.text("description"),
          defect.is("caught") ? defect.text("by") : "**nothing**",
          defect.is("caught") ? defect.number("seed") : "");
    }
  }

  private void matrix() {
    page.heading("Fault matrix");
    page.line(FaultMatrix.markdown());
  }
}
