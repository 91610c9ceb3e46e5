package io.millrace.sink.clickhouse;

/**
 * Something that is not as it must be, with what to do.
 *
 * @param fatal the sink cannot work like this; otherwise a warning
 * @param subject what it is about: {@code table shop.order_fact}, {@code server localhost:8123}
 */
public record Finding(boolean fatal, String subject, String problem, String remedy) {

  public static Finding error(String subject, String problem, String remedy) {
    return new Finding(true, subject, problem, remedy);
  }

  public static Finding warning(String subject, String problem, String remedy) {
    return new Finding(false, subject, problem, remedy);
  }

  @Override
  public String toString() {
    return subject + ": " + problem + ". " + remedy;
  }
}
