package io.millrace.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * A value of the file, with where each of its characters stands.
 *
 * @param locations one more than the text has characters: the last is of its end
 */
record PlacedText(String text, List<Location> locations) {

  Location start() {
    return locations.get(0);
  }

  TextLocations textLocations() {
    return new TextLocations(text, locations);
  }

  /** Puts texts together. */
  static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private final List<Location> locations = new ArrayList<>();

    /** Adds a part of another text as it is. */
    void copy(PlacedText from, int start, int end) {
      for (int i = start; i < end; i++) {
        add(from.text.charAt(i), from.locations.get(i));
      }
    }

    /** Adds text all of which counts as standing in one place. */
    void insert(String inserted, Location location) {
      for (int i = 0; i < inserted.length(); i++) {
        add(inserted.charAt(i), location);
      }
    }

    void add(char character, Location location) {
      text.append(character);
      locations.add(location);
    }

    PlacedText build(Location end) {
      locations.add(end);
      return new PlacedText(text.toString(), List.copyOf(locations));
    }
  }
}
