package io.millrace.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Of several runs, each part's run in the middle by its time. */
public final class Medians {

  private Medians() {}

  public static List<Figure> of(List<Figure> figures) {
    Map<String, List<Figure>> parts =
        figures.stream()
            .collect(
                Collectors.groupingBy(
                    f -> f.contender() + "/" + f.part(), LinkedHashMap::new, Collectors.toList()));
    return parts.values().stream().map(Medians::middle).toList();
  }

  private static Figure middle(List<Figure> runs) {
    List<Figure> sorted =
        runs.stream().sorted(Comparator.comparingDouble(Figure::seconds)).toList();
    return sorted.get((sorted.size() - 1) / 2);
  }
}
