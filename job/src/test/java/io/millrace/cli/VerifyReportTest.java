package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.verify.Difference;
import io.millrace.cli.verify.Difference.Kind;
import io.millrace.cli.verify.TableResult;
import io.millrace.cli.verify.VerificationResult;
import io.millrace.pipeline.Delivery;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/** A table without a key is reported as one. */
class VerifyReportTest {

  private static final Difference DIFFERENCE =
      new Difference(Kind.MISSING, List.of("7", "click"), List.of());

  private static VerifyReport report(boolean multiset) {
    TableResult table =
        new TableResult("event", 1200, Map.of(Kind.MISSING, 3L), 0, List.of(DIFFERENCE), multiset);
    return new VerifyReport(
        new VerificationResult(8, 2, List.of(table)), Delivery.EXACTLY_ONCE, false);
  }

  private static String printed(VerifyReport report) {
    StringWriter text = new StringWriter();
    CommandLine line = new CommandLine(CommandSpec.create()).setOut(new PrintWriter(text));
    report.print(line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF)));
    return text.toString();
  }

  @Test
  void forPeople() {
    assertThat(printed(report(true)))
        .contains("1,200 rows  without a key: by how often each row is there, 3 missing in Click")
        .contains("      row (7, click): missing\n");
    assertThat(printed(report(false)))
        .contains("1,200 rows  3 missing in ClickHouse")
        .contains("      key (7, click): missing\n");
  }

  @Test
  void forPrograms() {
    assertThat(report(true).forPrograms().get("tables").toString()).contains("multiset=true");
    assertThat(report(false).forPrograms().get("tables").toString()).contains("multiset=false");
  }
}
