package io.millrace.proof.figures;

import java.util.List;
import java.util.Locale;

/** Markdown, bit by bit. */
final class Page {

  private final StringBuilder text = new StringBuilder();

  Page heading(String heading) {
    text.append("\n## ").append(heading).append("\n\n");
    return this;
  }

  Page line(String line) {
    text.append(line).append('\n');
    return this;
  }

  Page table(String... columns) {
    row(columns);
    return row(java.util.Collections.nCopies(columns.length, "---").toArray(String[]::new));
  }

  Page row(Object... cells) {
    List<String> all =
        java.util.Arrays.stream(cells)
            .map(cell -> String.valueOf(cell).replace("\n", " "))
            .toList();
    text.append("| ").append(String.join(" | ", all)).append(" |\n");
    return this;
  }

  /** Thousands apart. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * The 95 % upper bound of a rate of which nothing was seen in so many tries: the rule of three.
   */
  static String bound(long failed, long tries) {
    if (tries == 0) {
      return "not run";
    }
    return failed > 0
        ? "**" + number(failed) + " of " + number(tries) + " failed**"
        : "< 3 / %s = %s %%"
            .formatted(
                number(tries), String.format(Locale.ROOT, "%.3g", Math.min(100, 300.0 / tries)));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
