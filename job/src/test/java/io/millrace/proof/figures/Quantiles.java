package io.millrace.proof.figures;

import java.util.List;
import java.util.Locale;

/**
 * Of times in milliseconds.
 *
 * @param sorted ascending, not empty
 */
record Quantiles(List<Long> sorted) {

  static Quantiles of(List<Long> millis) {
    return new Quantiles(millis.stream().sorted().toList());
  }

  /** The smallest that at least this share of them does not exceed. */
  private long at(double share) {
    return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  String median() {
    return seconds(at(0.5));
  }

  /** Median, 99 of 100 and the longest, as cells of a table. */
  String cells() {
    return seconds(at(0.5)) + " | " + seconds(at(0.99)) + " | " + seconds(at(1));
  }
}
