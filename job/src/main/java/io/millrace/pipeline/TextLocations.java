package io.millrace.pipeline;

import java.util.Arrays;

/**
 * Where the characters of a value stand in the file that it was read from: a query's third line is
 * some other line of {@code pipeline.yaml}.
 */
public final class TextLocations {

  private final int[] lineStarts;
  private final Location[] locations;

  /**
   * @param locations of each character of the text, and of its end
   */
  TextLocations(String text, Location[] locations) {
    this.lineStarts = lineStarts(text);
    this.locations = locations;
  }

  /** Of a text that is a file by itself. */
  static TextLocations ofText(String file, String text) {
    Location[] locations = new Location[text.length() + 1];
    int line = 1;
    int column = 1;
    for (int i = 0; i <= text.length(); i++) {
      locations[i] = new Location(file, line, column++);
      if (i < text.length() && text.charAt(i) == '\n') {
        line++;
        column = 1;
      }
    }
    return new TextLocations(text, locations);
  }

  /** Of a text all of which counts as standing in one place. */
  static TextLocations at(Location location) {
    return new TextLocations("", new Location[] {location});
  }

  /**
   * @param offset of a character in the text
   */
  public Location at(int offset) {
    return locations[Math.max(0, Math.min(offset, locations.length - 1))];
  }

  /**
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
