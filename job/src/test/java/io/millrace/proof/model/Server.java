package io.millrace.proof.model;

import io.millrace.change.TargetChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Stands where ClickHouse does: takes inserts, and takes one with a token it knows only once. */
final class Server {

  private final Set<Long> tokens = new HashSet<>();

  /** Rows that have been added, in their order, since the last {@link #takeAdded}. */
  private List<Added> added = new ArrayList<>();

  record Added(int target, TargetChange row) {}

  void insert(long token, int target, List<TargetChange> rows) {
    if (tokens.add(token)) {
      rows.forEach(row -> added.add(new Added(target, row)));
    }
  }

  List<Added> takeAdded() {
    List<Added> taken = added;
    added = new ArrayList<>();
    return taken;
  }
}
