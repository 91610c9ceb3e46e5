package io.millrace.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that the user hears all of it at once. */
public final class Problems {

  private final List<Problem> list = new ArrayList<>();

  public void add(Location location, String what, String remedy) {
    list.add(new Problem(location, what, remedy));
  }

  public void addAll(InvalidPipeline invalid) {
    list.addAll(invalid.problems());
  }

  public int size() {
    return list.size();
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidPipeline if there is a problem
   */
  public void throwIfAny() {
    if (!list.isEmpty()) {
      List<Problem> inOrder = new ArrayList<>(list);
      inOrder.sort(
          Comparator.comparing(
              Problem::location,
              Comparator.comparingInt(Location::line).thenComparingInt(Location::column)));
      throw new InvalidPipeline(inOrder);
    }
  }
}
