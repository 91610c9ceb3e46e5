package io.millrace.cli;

import io.millrace.change.Position;
import io.millrace.cli.verify.Difference;
import io.millrace.cli.verify.Difference.Kind;
import io.millrace.cli.verify.TableResult;
import io.millrace.cli.verify.VerificationResult;
import io.millrace.pipeline.Delivery;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * What verification found, for people and for programs.
 *
 * @param values whether to print the values that differ
 */
record VerifyReport(VerificationResult result, Delivery delivery, boolean values) {

  void print(CommandLine line) {
    PrintWriter out = line.getOut();
    Ansi ansi = line.getColorScheme().ansi();
    int width = result.tables().stream().mapToInt(each -> each.table().length()).max().orElse(0);
    for (TableResult table : result.tables()) {
      out.printf(
          "  %s  %-" + width + "s  %,10d rows  %s%n",
          isGood(table)
              ? ansi.string("@|green equal    |@")
              : ansi.string("@|bold,red DIFFERENT|@"),
          table.table(),
          table.rows(),
          String.join(", ", counts(table)));
      table.differences().forEach(difference -> print(table, difference, out));
    }
    out.println(conclusion());
    out.flush();
  }

  private boolean isGood(TableResult table) {
    return delivery == Delivery.EXACTLY_ONCE ? table.isExact() : table.isEqual();
  }

  private static List<String> counts(TableResult table) {
    List<String> counts = new ArrayList<>();
    if (table.multiset()) {
      counts.add("without a key: by how often each row is there");
    }
    for (Kind kind : Kind.values()) {
      if (table.count(kind) > 0) {
        counts.add("%,d %s".formatted(table.count(kind), name(kind)));
      }
    }
    if (table.unverified() > 0) {
      counts.add("%,d changing all the time, not verified".formatted(table.unverified()));
    }
    return counts;
  }

  private static String name(Kind kind) {
    return switch (kind) {
      case MISSING -> "missing in ClickHouse";
      case EXTRA -> "that Postgres does not have";
      case DIFFERENT -> "with other values";
      case REPEATED -> "shown more than once";
      case DUPLICATE_VERSION -> "with one version stored more than once";
    };
  }

  private void print(TableResult table, Difference difference, PrintWriter out) {
    out.println("      " + table.described(difference));
    if (values) {
      for (Difference.Change change : difference.columns()) {
        out.printf(
            "        %s: Postgres %s, ClickHouse %s%n",
            change.column(), change.postgres(), change.clickHouse());
      }
    }
  }

  private String conclusion() {
    String where = "log position " + Position.lsn(result.lsn());
    long wrong = result.tables().stream().filter(table -> !isGood(table)).count();
    if (wrong > 0) {
      return wrong
          + " of "
          + result.tables().size()
          + " tables differ from Postgres at "
          + where
          + ".";
    }
    return result.unverified() > 0
        ? "No difference found; %,d rows changed in each of %d rounds and are not verified."
            .formatted(result.unverified(), result.rounds())
        : "Every table equals its query over Postgres at " + where + ".";
  }

  Map<String, Object> forPrograms() {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("equal", result.isEqual());
    report.put("exact", result.isExact());
    report.put("lsn", Position.lsn(result.lsn()));
    report.put("rounds", result.rounds());
    report.put("tables", result.tables().stream().map(this::forPrograms).toList());
    return report;
  }

  private Map<String, Object> forPrograms(TableResult table) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("table", table.table());
    entry.put("rows", table.rows());
    entry.put("multiset", table.multiset());
    for (Kind kind : Kind.values()) {
      entry.put(kind.name().toLowerCase(Locale.ROOT), table.count(kind));
    }
    entry.put("unverified", table.unverified());
    entry.put("differences", table.differences().stream().map(this::forPrograms).toList());
    return entry;
  }

  private Map<String, Object> forPrograms(Difference difference) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("kind", difference.kind().name().toLowerCase(Locale.ROOT));
    entry.put("key", difference.key());
    entry.put(
        "columns",
        values
            ? difference.columns()
            : difference.columns().stream().map(Difference.Change::column).toList());
    return entry;
  }
}
