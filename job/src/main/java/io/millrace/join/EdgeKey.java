package io.millrace.join;

import io.millrace.change.Key;

/** A row of one of an assembly's dimensions: which dimension, and the referenced key. */
public record EdgeKey(int edge, Key dimension) {

  // By hand: it is asked several times for every fact, and a record's own are slower.

  @Override
  public boolean equals(Object other) {
    return other instanceof EdgeKey that && edge == that.edge && dimension.equals(that.dimension);
  }

  @Override
  public int hashCode() {
    return dimension.hashCode() + edge;
  }
}
