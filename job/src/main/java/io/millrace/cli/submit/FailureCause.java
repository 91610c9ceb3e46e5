package io.millrace.cli.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The reason in a stack trace that Flink shows, without its frames and wrappers. */
final class FailureCause {

  private static final String CAUSED_BY = "Caused by: ";

  /** Say that something failed, not why. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "org.apache.flink.util.FlinkException",
          "org.apache.flink.util.FlinkRuntimeException",
          "org.apache.flink.runtime.JobException",
          "org.apache.flink.util.SerializedThrowable",
          "java.lang.RuntimeException",
          "java.util.concurrent.CompletionException",
          "java.util.concurrent.ExecutionException");

  private FailureCause() {}

  /** The message of the first exception in the chain that says why; else of the last one. */
  static String of(String stackTrace) {
    List<String> chain = new ArrayList<>();
    for (String line : stackTrace.split("\n", -1)) {
      boolean frame = line.startsWith("\t") || line.startsWith("    at ");
      if (chain.isEmpty() || line.startsWith(CAUSED_BY)) {
        chain.add(line.startsWith(CAUSED_BY) ? line.substring(CAUSED_BY.length()) : line);
      } else if (!frame && !line.isBlank()) {
        chain.set(chain.size() - 1, chain.get(chain.size() - 1) + "\n" + line);
      }
    }
    String cause =
        chain.stream()
            .filter(link -> !WRAPPERS.contains(className(link)))
            .findFirst()
            .orElse(chain.isEmpty() ? "" : chain.get(chain.size() - 1));
    String message = cause.substring(Math.min(cause.length(), className(cause).length()));
    return message.startsWith(": ") ? message.substring(2).strip() : cause.strip();
  }

  private static String className(String link) {
    int colon = link.indexOf(": ");
    return colon < 0 ? link.strip() : link.substring(0, colon);
  }
}
