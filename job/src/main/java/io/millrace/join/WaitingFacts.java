package io.millrace.join;

import io.millrace.change.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Facts of the snapshot that wait for a dimension's row, by that row. In memory only, a short cut:
 * what is not here (a full memory, a restart) is still among the touched facts and is given at the
 * snapshot's end.
 */
final class WaitingFacts {

  private record Awaited(int group, EdgeKey edgeKey) {}

  private final Map<Awaited, List<Key>> facts = new HashMap<>();
  private final int limit;
  private int size;

  WaitingFacts(int limit) {
    this.limit = limit;
  }

  void add(int group, EdgeKey edgeKey, Key fact) {
    if (size < limit) {
      facts.computeIfAbsent(new Awaited(group, edgeKey), absent -> new ArrayList<>(1)).add(fact);
      size++;
    }
  }

  /** Takes out those that wait for the row. */
  List<Key> take(int group, EdgeKey edgeKey) {
    List<Key> taken = facts.remove(new Awaited(group, edgeKey));
    if (taken == null) {
      return List.of();
    }
    size -= taken.size();
    return taken;
  }

  void clear() {
    facts.clear();
    size = 0;
  }
}
