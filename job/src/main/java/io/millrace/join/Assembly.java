package io.millrace.join;

import io.millrace.change.RowLayout;
import java.io.Serializable;
import java.util.List;

/**
 * What is put together: facts with their dimensions, one row a fact.
 *
 * @param fact layout of the fact's own columns
 * @param dimensions in the order of their columns in the joined row
 * @param joinedOn whether the rows are the dimension of a next level. Then it hears of every row
 *     that was touched and is not there, whether or not one was given: one that came and went
 *     inside a slice made whoever refers to it what it is, at that position, and a slice that ended
 *     elsewhere would show it
 * @param givesBefore whether a changed fact is given with its own columns as they were (needed
 *     where a unique key of the joined row, not its primary key, is what the next level refers to)
 */
public record Assembly(
    RowLayout fact, List<Dimension> dimensions, boolean joinedOn, boolean givesBefore)
    implements Serializable {

  public Assembly {
    dimensions = List.copyOf(dimensions);
  }

  /** The fact's columns, then each dimension's. */
  public RowLayout layout() {
    RowLayout all = fact;
    for (Dimension dimension : dimensions) {
      all = all.concat(dimension.layout());
    }
    return all;
  }

  /** Whether a fact can have no row in the result. */
  public boolean canLack() {
    return dimensions.stream().anyMatch(Dimension::inner);
  }
}
