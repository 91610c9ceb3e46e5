package io.millrace.pipeline;

import java.util.Arrays;

/**
 * A value of the file, with where each of its characters stands.
 *
 * @param locations one more than the text has characters: the last is of its end
 */
record PlacedText(String text, Location[] locations) {

  Location start() {
    return locations[0];
  }

  TextLocations textLocations() {
    return new TextLocations(text, locations);
  }

  /** Puts texts together. */
  static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private Location[] locations;

    Builder(int size) {
      locations = new Location[size + 1];
    }

    /** Adds a part of another text as it is. */
    void copy(PlacedText from, int start, int end) {
      for (int i = start; i < end; i++) {
        add(from.text.charAt(i), from.locations[i]);
      }
    }

    /** Adds text all of which counts as standing in one place. */
    void insert(String inserted, Location location) {
      for (int i = 0; i < inserted.length(); i++) {
        add(inserted.charAt(i), location);
      }
    }

    void add(char character, Location location) {
      ensure(text.length() + 2);
      locations[text.length()] = location;
      text.append(character);
    }

    PlacedText build(Location end) {
      ensure(text.length() + 1);
      locations[text.length()] = end;
      return new PlacedText(text.toString(), Arrays.copyOf(locations, text.length() + 1));
    }

    private void ensure(int size) {
      if (locations.length < size) {
        locations = Arrays.copyOf(locations, size * 2);
      }
    }
  }
}
