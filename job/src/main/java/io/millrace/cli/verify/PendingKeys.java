package io.millrace.cli.verify;

import java.util.ArrayList;
import java.util.List;

/** Keys to look at again at the next cut, because their rows have changed since this one. */
final class PendingKeys {

  /** Beyond this many, keys are counted only: memory stays bounded. */
  private static final int LIMIT = 200_000;

  private final List<List<byte[]>> keys = new ArrayList<>();
  private long beyond;

  void add(List<byte[]> key) {
    if (keys.size() < LIMIT) {
      keys.add(key);
    } else {
      beyond++;
    }
  }

  List<List<byte[]>> keys() {
    return keys;
  }

  /** How many were not kept. */
  long beyond() {
    return beyond;
  }
}
