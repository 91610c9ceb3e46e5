package io.millrace.cli.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows of text columns without a key. */
final class Rows {

  private Rows() {}

  /** Made so by a transaction at a position. */
  static ComparedRow at(long commit, String... values) {
    byte[][] bytes =
        Stream.of(values)
            .map(value -> value == null ? null : value.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    return new ComparedRow(List.of(), bytes, commit);
  }

  static ComparedRow row(String... values) {
    return at(0, values);
  }

  /** How the sides differ. */
  static MultisetDifference compare(List<ComparedRow> postgres, List<ComparedRow> clickHouse) {
    return compare(postgres, clickHouse, MultisetComparison.MAX_BYTES);
  }

  static MultisetDifference compare(
      List<ComparedRow> postgres, List<ComparedRow> clickHouse, long maxBytes) {
    return new MultisetComparison(
            () -> new ListedRows(postgres), () -> new ListedRows(clickHouse), maxBytes)
        .run(MultisetComparison.allBuckets());
  }

  /** {@code a|b: MISSING 1}, sorted. */
  static List<String> printed(MultisetDifference difference) {
    List<String> lines = new ArrayList<>();
    for (CountedRow row : difference.rows()) {
      String values =
          Arrays.stream(row.values())
              .map(value -> value == null ? "NULL" : new String(value, StandardCharsets.UTF_8))
              .collect(Collectors.joining("|"));
      lines.add(
          values
              + (row.missing() > 0
                  ? ": MISSING " + row.missing()
                  : ": " + row.kind() + " " + row.surplus()));
    }
    lines.sort(null);
    return lines;
  }
}
