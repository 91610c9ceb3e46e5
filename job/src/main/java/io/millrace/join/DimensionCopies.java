package io.millrace.join;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The key groups' copies of dimension rows: in state, with the last used ones in memory too. A
 * fan-out reads one of them for each fact; this keeps that from being a read of state each.
 */
final class DimensionCopies {

  private static final int IN_MEMORY = 4_096;

  private record Place(int group, EdgeKey edgeKey) {}

  private final AssemblyState state;
  private final Map<Place, CachedDimension> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, CachedDimension> eldest) {
          return size() > IN_MEMORY;
        }
      };

  DimensionCopies(AssemblyState state) {
    this.state = state;
  }

  /** The group must be the current key. Null when none was ever sent. */
  CachedDimension get(int group, EdgeKey edgeKey) throws Exception {
    Place place = new Place(group, edgeKey);
    CachedDimension copy = recent.get(place);
    if (copy == null) {
      copy = state.dimension(edgeKey);
      if (copy != null) {
        recent.put(place, copy);
      }
    }
    return copy;
  }

  /** The group must be the current key. */
  void put(int group, EdgeKey edgeKey, CachedDimension copy) throws Exception {
    state.put(edgeKey, copy);
    recent.put(new Place(group, edgeKey), copy);
  }
}
