package io.millrace.join;

import io.millrace.aligned.WriteBack;
import io.millrace.change.Position;
import io.millrace.change.Row;

/**
 * The key groups' copies of dimension rows, with the last used ones in memory: a fan-out reads one
 * of them for each fact, and a first load changes each twice in a row.
 *
 * <p>State: one entry for each row that facts of a group refer to, existing rows or not, with their
 * number. The slice in which that number falls to none removes it at its end, not before: another
 * fact may come to the row in the same slice, and its answer before or after it.
 */
final class DimensionCopies {

  private final WriteBack<Place, DimensionCopy> copies;

  private record Place(int group, EdgeKey edgeKey) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Place that && group == that.group && edgeKey.equals(that.edgeKey);
    }

    @Override
    public int hashCode() {
      return edgeKey.hashCode() * 31 + group;
    }
  }

  DimensionCopies(AssemblyState state) {
    copies =
        new WriteBack<>(
            new WriteBack.Store<>() {
              @Override
              public DimensionCopy read(Place place) throws Exception {
                return state.copy(place.group(), place.edgeKey());
              }

              @Override
              public void write(Place place, DimensionCopy copy) throws Exception {
                state.putCopy(place.group(), place.edgeKey(), copy);
              }
            },
            DimensionCopy::size);
  }

  /** Null while no answer has come. */
  DimensionCopy answered(int group, EdgeKey edgeKey) throws Exception {
    DimensionCopy copy = copies.get(new Place(group, edgeKey));
    return copy == null || !copy.isAnswered() ? null : copy;
  }

  /**
   * @param step 1 for a fact that comes, -1 for one that goes
   * @return how many facts refer to the row now
   */
  int count(int group, EdgeKey edgeKey, int step) throws Exception {
    Place place = new Place(group, edgeKey);
    DimensionCopy known = copies.get(place);
    DimensionCopy now = (known == null ? DimensionCopy.NONE : known).plus(step);
    if (now.facts() < 0) {
      throw new IllegalStateException(
          "key group " + group + ": a fact leaves a row of dimension " + edgeKey.edge() + " twice");
    }
    copies.put(place, now);
    return now.facts();
  }

  /**
   * @return how many facts refer to the row now
   */
  int answer(int group, EdgeKey edgeKey, Position position, Row row) throws Exception {
    Place place = new Place(group, edgeKey);
    DimensionCopy known = copies.get(place);
    DimensionCopy now = (known == null ? DimensionCopy.NONE : known).answered(position, row);
    copies.put(place, now);
    return now.facts();
  }

  /** The slice ends: nothing more comes that could count. */
  void removeIfUnused(int group, EdgeKey edgeKey) throws Exception {
    Place place = new Place(group, edgeKey);
    DimensionCopy copy = copies.get(place);
    if (copy != null && copy.facts() == 0) {
      copies.put(place, null);
    }
  }

  void flush() throws Exception {
    copies.flush();
  }
}
