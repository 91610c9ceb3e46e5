package io.millrace.local;

import java.util.List;

/** The end of what a program wrote, for error messages. */
final class Tail {
  private static final int LINES = 30;

  private Tail() {}

  static String of(List<String> lines) {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }
}
