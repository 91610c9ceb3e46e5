package io.millrace.source.postgres.decode;

import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Postgres counts days and microseconds from 2000-01-01; rows count from 1970-01-01 and hold the
 * years 1900 to 2299.
 */
final class Calendar {

  static final int EPOCH_DAYS = (int) LocalDate.of(2000, 1, 1).toEpochDay();
  static final long MICROS_PER_DAY = 86_400_000_000L;
  static final long EPOCH_MICROS = EPOCH_DAYS * MICROS_PER_DAY;

  private static final long FIRST_DAY = LocalDate.of(1900, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(2299, 12, 31).toEpochDay();
  private static final long FIRST_MICRO = FIRST_DAY * MICROS_PER_DAY;
  private static final long LAST_MICRO = (LAST_DAY + 1) * MICROS_PER_DAY - 1;

  private static final String REMEDY =
      "Change the value in Postgres, or select the column as text (column::text) in the query";

  private Calendar() {}

  /** Days since 1970, checked. */
  static int days(long sinceEpoch) {
    if (sinceEpoch < FIRST_DAY || sinceEpoch > LAST_DAY) {
      throw new ValueRefusedException("a date outside 1900-01-01 to 2299-12-31", REMEDY);
    }
    return (int) sinceEpoch;
  }

  /** Microseconds since 1970, checked. */
  static long micros(long sinceEpoch) {
    if (sinceEpoch < FIRST_MICRO || sinceEpoch > LAST_MICRO) {
      throw new ValueRefusedException("a timestamp outside the years 1900 to 2299", REMEDY);
    }
    return sinceEpoch;
  }

  static ValueRefusedException infinite() {
    return new ValueRefusedException("an infinite date or timestamp", REMEDY);
  }

  /** {@code 2024-01-05}; the year may have more digits, {@code BC} may follow. */
  static long parseDay(String text) {
    if (text.endsWith("infinity")) {
      throw infinite();
    }
    if (text.endsWith(" BC") || text.indexOf('-') > 4) {
      return Long.MIN_VALUE;
    }
    return LocalDate.parse(text).toEpochDay();
  }

  /**
   * {@code 2024-01-05 10:11:12.123456}, with {@code +hh[:mm[:ss]]} after it where the type has a
   * zone.
   */
  static long parseMicros(String text, boolean zoned) {
    if (text.endsWith("infinity")) {
      throw infinite();
    }
    int space = text.indexOf(' ');
    if (text.endsWith(" BC") || text.indexOf('-') > 4) {
      return Long.MIN_VALUE;
    }
    int end = text.length();
    int offset = 0;
    if (zoned) {
      end = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
      offset = ZoneOffset.of(text.substring(end)).getTotalSeconds();
    }
    long day = LocalDate.parse(text.substring(0, space)).toEpochDay();
    return day * MICROS_PER_DAY + parseTime(text.substring(space + 1, end)) - offset * 1_000_000L;
  }

  /** {@code 10:11:12[.123456]} to microseconds since midnight; 24:00:00 is a time of its own. */
  static long parseTime(String text) {
    long hours = Integer.parseInt(text, 0, 2, 10);
    long minutes = Integer.parseInt(text, 3, 5, 10);
    long seconds = Integer.parseInt(text, 6, 8, 10);
    long micros = 0;
    for (int i = 9; i < 15; i++) {
      micros = micros * 10 + (i < text.length() ? text.charAt(i) - '0' : 0);
    }
    return ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + micros;
  }
}
