package io.millrace.pipeline;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a key's value may be.
 *
 * @param name for people: {@code duration}, {@code postgres or flink-cdc}
 * @param example a value that is right, for messages
 * @param reads the text; throws {@link Refused} when it is not of this type
 */
record OptionType<T>(String name, String example, Function<String, T> reads) {

  /** A value is not what it must be. The message says why, and never holds the value. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    final String remedy;

    Refused(String what, String remedy) {
      super(what);
      this.remedy = remedy;
    }
  }

  static final OptionType<String> TEXT = new OptionType<>("text", "text", text -> text);
  static final OptionType<String> SQL =
      new OptionType<>("SQL", "SELECT id, name FROM customers", text -> text);
  static final OptionType<String> CLICKHOUSE_SQL =
      new OptionType<>("ClickHouse expression", "toYYYYMM(created_at)", text -> text);
  static final OptionType<Secret> SECRET =
      new OptionType<>("secret", "${POSTGRES_PASSWORD}", Secret::new);
  static final OptionType<Duration> DURATION =
      new OptionType<>("duration (ms, s, min, h)", "5s", OptionType::duration);
  static final OptionType<Long> SIZE =
      new OptionType<>("size (kb, mb, gb)", "256mb", OptionType::size);

  static final OptionType<Boolean> SWITCH =
      new OptionType<>("true or false", "true", OptionType::onOrOff);
  static final OptionType<Integer> COUNT = new OptionType<>("number", "3", OptionType::count);
  static final OptionType<Long> RATE =
      new OptionType<>("rate (kb/s, mb/s, gb/s)", "20mb/s", OptionType::rate);

  private static final Pattern MEASURE = Pattern.compile("(\\d{1,9})\\s*([a-z]*)");
  private static final Map<String, Duration> TIME_UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "min", Duration.ofMinutes(1),
          "h", Duration.ofHours(1));
  private static final Map<String, Long> SIZE_UNITS =
      Map.of("kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

  /** Text that a pattern describes. */
  static OptionType<String> name(String name, String example, String pattern, String rule) {
    Pattern compiled = Pattern.compile(pattern);
    return new OptionType<>(
        name,
        example,
        text -> {
          if (!compiled.matcher(text).matches()) {
            throw new Refused("is not a " + name, "Use " + rule);
          }
          return text;
        });
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  static <E extends Enum<E>> OptionType<E> choice(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    List<String> names = constants.stream().map(OptionType::nameOf).toList();
    return new OptionType<>(
        String.join(" or ", names),
        names.get(0),
        text -> {
          int index = names.indexOf(text);
          if (index < 0) {
            throw new Refused(
                "is none of " + String.join(", ", names),
                NearestName.suggestion(text, names, "Write one of them."));
          }
          return constants.get(index);
        });
  }

  static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Duration duration(String text) {
    Matcher matcher = MEASURE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches() || !TIME_UNITS.containsKey(matcher.group(2))) {
      throw new Refused(
          "is not a duration", "Write a number and a unit (ms, s, min, h), like 5s or 500ms.");
    }
    Duration value =
        TIME_UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
    if (value.isZero()) {
      throw new Refused("is zero", "Write a duration above zero, like 500ms.");
    }
    return value;
  }

  private static Boolean onOrOff(String text) {
    return switch (text.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Refused("is neither true nor false", "Write one of the two.");
    };
  }

  private static Integer count(String text) {
    String digits = text.strip();
    if (!digits.matches("\\d{1,9}") || Integer.parseInt(digits) == 0) {
      throw new Refused("is not a number above zero", "Write a whole number, like 3.");
    }
    return Integer.parseInt(digits);
  }

  private static Long rate(String text) {
    String rate = text.strip();
    if (!rate.endsWith("/s")) {
      throw new Refused(
          "is not a rate", "Write a number and a unit (kb/s, mb/s, gb/s), like 20mb/s.");
    }
    return size(rate.substring(0, rate.length() - 2));
  }

  private static Long size(String text) {
    Matcher matcher = MEASURE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches() || !SIZE_UNITS.containsKey(matcher.group(2))) {
      throw new Refused("is not a size", "Write a number and a unit (kb, mb, gb), like 256mb.");
    }
    long value = Long.parseLong(matcher.group(1)) * SIZE_UNITS.get(matcher.group(2));
    if (value == 0) {
      throw new Refused("is zero", "Write a size above zero, like 64mb.");
    }
    return value;
  }
}
