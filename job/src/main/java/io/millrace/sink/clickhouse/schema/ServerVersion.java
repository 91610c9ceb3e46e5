package io.millrace.sink.clickhouse.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A ClickHouse version, as far as it matters here: {@code 26.7}. */
record ServerVersion(int year, int month) implements Comparable<ServerVersion> {

  /**
   * What everything was tried on is 26.7. Older ones down to here have what the sink uses:
   * replacing by a UInt128 version with is_deleted, deduplication tokens on plain MergeTree,
   * null-safe join conditions.
   */
  static final ServerVersion OLDEST = new ServerVersion(25, 8);

  /** Time64 without a setting. */
  static final ServerVersion TIME64 = new ServerVersion(25, 12);

  /** Date32 and DateTime64 from year 0 to 9999. */
  static final ServerVersion WIDE_YEARS = new ServerVersion(26, 7);

  private static final Pattern PATTERN = Pattern.compile("(\\d+)\\.(\\d+)\\..*");

  static ServerVersion parse(String version) {
    Matcher matcher = PATTERN.matcher(version);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a ClickHouse version: " + version);
    }
    return new ServerVersion(
        Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  boolean isBefore(ServerVersion other) {
    return compareTo(other) < 0;
  }

  @Override
  public int compareTo(ServerVersion other) {
    int byYear = Integer.compare(year, other.year);
    return byYear != 0 ? byYear : Integer.compare(month, other.month);
  }

  @Override
  public String toString() {
    return year + "." + month;
  }
}
