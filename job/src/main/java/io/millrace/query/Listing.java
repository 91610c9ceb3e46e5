package io.millrace.query;

import java.util.List;

/** Names one after the other, for messages. */
final class Listing {

  private static final int MOST = 20;

  private Listing() {}

  /** {@code a, b, c}; beyond twenty, how many there are. */
  static String of(List<String> names) {
    return names.size() <= MOST
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST)) + ", … (" + names.size() + ")";
  }
}
