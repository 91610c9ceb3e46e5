package io.millrace.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the characters of a value stand in the file that it was read from: a query's third line is
 * some other line of {@code pipeline.yaml}.
 */
public final class TextLocations {

  private final int[] lineStarts;
  private final List<Location> locations;

  /**
   * @param locations of each character of the text, and of its end
   */
  TextLocations(String text, List<Location> locations) {
    this.lineStarts = lineStarts(text);
    this.locations = locations;
  }

  /** Of a text that is a file by itself. */
  static TextLocations ofText(String file, String text) {
    List<Location> locations = new ArrayList<>();
    int line = 1;
    int column = 1;
    for (int i = 0; i <= text.length(); i++) {
      locations.add(new Location(file, line, column++));
      if (i < text.length() && text.charAt(i) == '\n') {
        line++;
        column = 1;
      }
    }
    return new TextLocations(text, locations);
  }

  /** Of a text all of which counts as standing in one place. */
  static TextLocations at(Location location) {
    return new TextLocations("", List.of(location));
  }

  /**
   * Where a character stands.
   *
   * @param offset of a character in the text
   */
  public Location at(int offset) {
    return locations.get(Math.max(0, Math.min(offset, locations.size() - 1)));
  }

  /**
   * Where a character stands.
   *
   * @param line in the text, from 1
   * @param column in the text, from 1
   */
  public Location at(int line, int column) {
    int start = lineStarts[Math.max(0, Math.min(line, lineStarts.length) - 1)];
    return at(start + column - 1);
  }

  static int[] lineStarts(String text) {
    int[] starts = new int[1];
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        starts = Arrays.copyOf(starts, starts.length + 1);
        starts[starts.length - 1] = i + 1;
      }
    }
    return starts;
  }
}
