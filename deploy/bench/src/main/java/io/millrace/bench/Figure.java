package io.millrace.bench;

/**
 * What one part of the work took.
 *
 * @param rows how many rows of the fact table it made
 * @param seconds until all of them were published, or had come to the end of the pipe
 * @param cpu of each process in that time
 */
public record Figure(String contender, String part, long rows, double seconds, CpuSeconds cpu) {

  double rowsASecond() {
    return rows / seconds;
  }

  /** CPU-seconds for a million rows. */
  double cpuAMillion(String process) {
    return cpu.byProcess().getOrDefault(process, 0.0) / rows * 1e6;
  }

  @Override
  public String toString() {
    StringBuilder line =
        new StringBuilder(
            "%-19s %-12s %,10d rows %8.1f s %,10.0f rows/s   CPU-s per million rows:"
                .formatted(contender, part, rows, seconds, rowsASecond()));
    cpu.byProcess()
        .keySet()
        .forEach(process -> line.append("  %s %.1f".formatted(process, cpuAMillion(process))));
    return line.toString();
  }
}
