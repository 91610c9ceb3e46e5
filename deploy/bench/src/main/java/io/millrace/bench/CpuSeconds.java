package io.millrace.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * User and system time that processes have taken so far, in seconds, read from {@code /proc}. A
 * server that forks counts with its children, dead ones too.
 *
 * @param byProcess in the order they were named
 */
public record CpuSeconds(Map<String, Double> byProcess) {

  private static final double TICKS_A_SECOND = 100;

  /** Fields after the command's name in {@code /proc/PID/stat}. */
  private static final int PARENT = 1;

  private static final int OWN_FROM = 11;
  private static final int CHILDREN_TO = 15;

  /**
   * @param pids by the names to print
   */
  public static CpuSeconds of(Map<String, Long> pids) {
    Map<Long, long[]> all = processes();
    Map<String, Double> seconds = new LinkedHashMap<>();
    pids.forEach((name, pid) -> seconds.put(name, ofTree(pid, all)));
    return new CpuSeconds(seconds);
  }

  public CpuSeconds since(CpuSeconds earlier) {
    Map<String, Double> difference = new LinkedHashMap<>();
    byProcess.forEach(
        (name, now) -> difference.put(name, now - earlier.byProcess.getOrDefault(name, 0.0)));
    return new CpuSeconds(difference);
  }

  private static double ofTree(long pid, Map<Long, long[]> all) {
    long[] process = all.get(pid);
    if (process == null) {
      throw new IllegalStateException("process " + pid + " has gone");
    }
    double seconds = process[1] / TICKS_A_SECOND;
    for (Map.Entry<Long, long[]> other : all.entrySet()) {
      if (other.getValue()[0] == pid) {
        seconds += ofTree(other.getKey(), all);
      }
    }
    return seconds;
  }

  /** Parent and ticks of every process. */
  private static Map<Long, long[]> processes() {
    Map<Long, long[]> all = new TreeMap<>();
    try (var directories = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path directory : directories) {
        String stat;
        try {
          stat = Files.readString(directory.resolve("stat"));
        } catch (IOException ended) {
          continue;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Arrays.stream(fields, OWN_FROM, CHILDREN_TO).mapToLong(Long::parseLong).sum();
        all.put(
            Long.parseLong(directory.getFileName().toString()),
            new long[] {Long.parseLong(fields[PARENT]), ticks});
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }
}
