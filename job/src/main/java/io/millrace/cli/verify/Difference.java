package io.millrace.cli.verify;

import java.util.List;

/**
 * A key whose row is not as it must be.
 *
 * @param key its columns' values, printed; all the row's where rows have no key, see {@link
 *     TableResult#multiset}
 * @param columns in which it differs; with {@link Kind#DIFFERENT} only
 */
public record Difference(Kind kind, List<String> key, List<Change> columns) {

  /** What is wrong. */
  public enum Kind {
    /** Postgres has the row, ClickHouse does not. */
    MISSING,
    /** ClickHouse has the row, Postgres does not. */
    EXTRA,
    /** Both have it, with different values. */
    DIFFERENT,
    /** ClickHouse shows several rows of one key, with FINAL. */
    REPEATED,
    /** The same version of a row is physically there more than once. */
    DUPLICATE_VERSION
  }

  /**
   * One column.
   *
   * @param postgres printed; null for NULL
   * @param clickHouse printed; null for NULL
   */
  public record Change(String column, String postgres, String clickHouse) {}

  /** Without values: {@code key (17): DIFFERENT in status, total}. */
  @Override
  public String toString() {
    return of("key");
  }

  String of(String what) {
    String where =
        what
            + " ("
            + String.join(", ", key)
            + "): "
            + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    return columns.isEmpty()
        ? where
        : where + " in " + String.join(", ", columns.stream().map(Change::column).toList());
  }
}
