package io.millrace.cli;

import io.millrace.cli.check.Finding;
import io.millrace.cli.check.Findings;
import io.millrace.cli.check.Severity;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Findings for people and for programs. */
record CheckReport(Findings findings) {

  private static final String INDENT = "  %-8s ";
  private static final String REMEDY_INDENT = " ".repeat(11);

  void print(CommandLine line) {
    PrintWriter out = line.getOut();
    Ansi ansi = line.getColorScheme().ansi();
    String where = "";
    for (Finding finding : findings.all()) {
      if (!finding.where().equals(where)) {
        where = finding.where();
        out.println(ansi.string("@|bold " + where + "|@"));
      }
      out.println(label(finding.severity(), ansi) + finding.what());
      if (!finding.remedy().isEmpty()) {
        out.println(REMEDY_INDENT + finding.remedy());
      }
    }
    out.println();
    out.println(summary());
    out.flush();
  }

  private static String label(Severity severity, Ansi ansi) {
    String text = INDENT.formatted(severity.name().toLowerCase(java.util.Locale.ROOT));
    return switch (severity) {
      case OK -> ansi.string("@|green " + text + "|@");
      case NOTE -> text;
      case WARNING -> ansi.string("@|yellow " + text + "|@");
      case ERROR -> ansi.string("@|bold,red " + text + "|@");
    };
  }

  private String summary() {
    long errors = findings.count(Severity.ERROR);
    long warnings = findings.count(Severity.WARNING);
    String found =
        errors == 0 && warnings == 0
            ? "All is as the job needs it."
            : count(errors, "error") + ", " + count(warnings, "warning") + ".";
    return found + " Nothing was changed.";
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  Map<String, Object> forPrograms() {
    List<Map<String, String>> list = findings.all().stream().map(CheckReport::forPrograms).toList();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("errors", findings.count(Severity.ERROR));
    report.put("warnings", findings.count(Severity.WARNING));
    report.put("findings", list);
    return report;
  }

  private static Map<String, String> forPrograms(Finding finding) {
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put("severity", finding.severity().name().toLowerCase(java.util.Locale.ROOT));
    entry.put("where", finding.where());
    entry.put("what", finding.what());
    entry.put("remedy", finding.remedy());
    return entry;
  }
}
