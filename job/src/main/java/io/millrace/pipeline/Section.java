package io.millrace.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping of the file, read strictly: every key must be known and stand there once. What is wrong
 * goes to the problems; what is asked for is null then.
 */
final class Section {

  /** What reading a mapping needs besides the mapping. */
  record Reading(YamlScalars scalars, Variables variables, Problems problems) {}

  /** A key with its value. */
  private record Entry(String key, Location location, Node value) {}

  private final String path;
  private final Location location;
  private final Reading reading;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> mistyped = new HashSet<>();

  /**
   * @param path of the mapping from the top, for messages; empty at the top
   * @param location of the key that the mapping belongs to
   */
  Section(String path, Location location, MappingNode node, Reading reading) {
    this.path = path;
    this.location = location;
    this.reading = reading;
    if (YamlFile.hasOwnTag(node)) {
      refuseTag(path, node);
    }
    for (NodeTuple tuple : node.getValue()) {
      read(tuple);
    }
  }

  private void read(NodeTuple tuple) {
    Location at = reading.scalars().start(tuple.getKeyNode());
    if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
      reading.problems().add(at, "a key must be a single value", "Write key: value.");
      return;
    }
    if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
      reading.problems().add(at, "<< is not read", "Write the keys out.");
      return;
    }
    String key = scalar.getValue();
    Entry first = entries.putIfAbsent(key, new Entry(key, at, tuple.getValueNode()));
    if (first != null) {
      reading
          .problems()
          .add(
              at,
              dotted(key) + " is there twice, first in line " + first.location().line(),
              "Rename or remove one of the two.");
    }
  }

  /**
   * @param known the keys that may stand here
   */
  Section refuseOthersThan(List<String> known) {
    for (Entry entry : entries.values()) {
      if (!known.contains(entry.key())) {
        NearestName.to(entry.key(), known).ifPresent(mistyped::add);
        String keys = "Keys that may stand here: " + String.join(", ", known) + ".";
        reading
            .problems()
            .add(
                entry.location(),
                "unknown key \"" + dotted(entry.key()) + "\"",
                NearestName.suggestion(entry.key(), known, keys));
      }
    }
    return this;
  }

  List<String> keys() {
    return new ArrayList<>(entries.keySet());
  }

  Location location() {
    return location;
  }

  /** Where the key stands; where the mapping's own key stands, when it is not there. */
  Location location(String key) {
    Entry entry = entries.get(key);
    return entry == null ? location : entry.location();
  }

  boolean has(Option<?> option) {
    return entries.containsKey(option.key());
  }

  /** Whether the key has no value at all: {@code products:}. */
  boolean isEmpty(String key) {
    return YamlFile.isNull(entries.get(key).value());
  }

  /** The mapping under a key; null when it is missing or something else. */
  Section section(String key, String example) {
    Entry entry = entries.get(key);
    if (entry == null) {
      missing(key, example);
      return null;
    }
    if (!(entry.value() instanceof MappingNode mapping)) {
      String kind = YamlFile.isNull(entry.value()) ? "empty" : YamlFile.kind(entry.value());
      reading
          .problems()
          .add(
              entry.location(),
              dotted(key) + " is " + kind + ", but must be a mapping",
              "Write keys and values beneath it: " + example + ".");
      return null;
    }
    return new Section(dotted(key), entry.location(), mapping, reading);
  }

  /** The option's value or default; null after a problem, and for a derived default. */
  <T> T get(Option<T> option) {
    if (has(option)) {
      PlacedText text = text(option);
      return text == null ? null : parse(option, text);
    }
    return switch (option.need()) {
      case REQUIRED -> {
        missing(option.key(), option.key() + ": " + option.type().example());
        yield null;
      }
      case DEFAULTED -> option.type().reads().apply(option.fallback());
      case DERIVED -> null;
    };
  }

  /** Says so, unless an unknown key was taken for this one. */
  private void missing(String key, String example) {
    if (!mistyped.contains(key)) {
      reading.problems().add(location, dotted(key) + " is missing", "Add it: " + example + ".");
    }
  }

  private <T> T parse(Option<T> option, PlacedText text) {
    try {
      if (text.text().isBlank() && !option.type().equals(OptionType.SECRET)) {
        throw new OptionType.Refused(
            "is empty", "Write " + option.key() + ": " + option.type().example() + ".");
      }
      return option.type().reads().apply(text.text());
    } catch (OptionType.Refused e) {
      reading.problems().add(text.start(), dotted(option.key()) + " " + e.getMessage(), e.remedy);
      return null;
    }
  }

  /** The option's text with variables resolved; null when it is not there or after a problem. */
  PlacedText text(Option<?> option) {
    Entry entry = entries.get(option.key());
    if (entry == null) {
      return null;
    }
    String key = dotted(option.key());
    if (!(entry.value() instanceof ScalarNode scalar)) {
      reading
          .problems()
          .add(
              reading.scalars().start(entry.value()),
              key + " is " + YamlFile.kind(entry.value()) + ", but must be a single value",
              "Write " + option.key() + ": " + option.type().example() + ".");
      return null;
    }
    if (YamlFile.hasOwnTag(scalar)) {
      refuseTag(key, scalar);
      return null;
    }
    if (YamlFile.isNull(scalar)) {
      reading
          .problems()
          .add(
              entry.location(),
              key + " has no value",
              "Write " + option.key() + ": " + option.type().example() + ", or leave it out.");
      return null;
    }
    return reading.variables().resolve(reading.scalars().placed(scalar));
  }

  private void refuseTag(String key, Node node) {
    reading
        .problems()
        .add(
            reading.scalars().start(node),
            key + " has the tag " + node.getTag() + ", and tags are not read",
            "Remove it.");
  }

  String dotted(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
