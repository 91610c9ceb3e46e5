package io.millrace.cli.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Help.Ansi;

/** What the demo shows while it goes on. */
final class DemoScreen {

  private static final String MARGIN = "    ";

  private final PrintWriter out;
  private final Ansi ansi;
  private final Instant begin = Instant.now();

  DemoScreen(PrintWriter out, Ansi ansi) {
    this.out = out;
    this.ansi = ansi;
  }

  /** What is being done now. */
  void step(String text) {
    out.println();
    out.println(
        ansi.string("@|bold " + text + "|@") + ansi.string("@|faint  (" + elapsed() + ")|@"));
    out.flush();
  }

  void line(String text) {
    out.println(MARGIN + text);
    out.flush();
  }

  /** Something to read as it is: a statement, a table. */
  void block(String text) {
    text.lines().forEach(line -> out.println(MARGIN + line));
    out.flush();
  }

  void statement(String sql) {
    sql.lines().forEach(line -> out.println(MARGIN + ansi.string("@|cyan " + line + "|@")));
    out.flush();
  }

  /** Seconds since the demo began. */
  String elapsed() {
    return "%.0f s".formatted(Duration.between(begin, Instant.now()).toMillis() / 1000.0);
  }
}
