package io.millrace.bench.source;

import io.millrace.bench.CpuSeconds;
import io.millrace.bench.Figure;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One reading.
 *
 * @param cpu seconds, of {@code reader} and {@code postgres}
 */
record Measured(double seconds, Map<String, Double> cpu) {

  private static final String MARK = "MEASURED ";

  Measured since(Measured earlier) {
    Map<String, Double> difference = new LinkedHashMap<>();
    cpu.forEach((process, now) -> difference.put(process, now - earlier.cpu.get(process)));
    return new Measured(seconds - earlier.seconds, difference);
  }

  void print() {
    System.out.printf("%s%.3f,%.3f,%.3f%n", MARK, seconds, cpu.get("reader"), cpu.get("postgres"));
  }

  static boolean isOne(String line) {
    return line.startsWith(MARK);
  }

  static Measured parse(String line) {
    String[] fields = line.substring(MARK.length()).split(",");
    return new Measured(
        Double.parseDouble(fields[0]),
        Map.of("reader", Double.parseDouble(fields[1]), "postgres", Double.parseDouble(fields[2])));
  }

  Figure figure(String contender, String part, long rows) {
    Map<String, Double> ordered = new LinkedHashMap<>();
    ordered.put("reader", cpu.get("reader"));
    ordered.put("postgres", cpu.get("postgres"));
    return new Figure(contender, part, rows, seconds, new CpuSeconds(ordered));
  }
}
