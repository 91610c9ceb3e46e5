package io.millrace.pipeline;

import java.io.StringReader;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML text as nodes that know where they stand. No object is ever made of a node's tag, and
 * aliases, depth and size are limited.
 */
final class YamlFile {

  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_DEPTH = 20;
  private static final int MAX_ALIASES = 20;
  private static final Set<Tag> TAGS =
      Set.of(
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MERGE,
          Tag.MAP,
          Tag.SEQ);

  private final String file;
  private final String source;
  private final YamlScalars scalars;

  /**
   * @param file its name, for messages
   */
  YamlFile(String file, String text) {
    this.file = file;
    this.source = text.replace("\r\n", "\n").replace("\uFEFF", "");
    this.scalars = new YamlScalars(file, source);
  }

  YamlScalars scalars() {
    return scalars;
  }

  /**
   * @throws InvalidPipeline if the text is not YAML, or no mapping
   */
  MappingNode root() {
    Node root =
        compose().orElseThrow(() -> problem("the file is empty", "See README.md for an example."));
    if (!(root instanceof MappingNode mapping)) {
      throw problem("the file is not a mapping", "Write keys and values: name: shop.");
    }
    return mapping;
  }

  private Optional<Node> compose() {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(MAX_CHARACTERS);
    limits.setNestingDepthLimit(MAX_DEPTH);
    limits.setMaxAliasesForCollections(MAX_ALIASES);
    try {
      return Optional.ofNullable(
          new Yaml(new SafeConstructor(limits)).compose(new StringReader(source)));
    } catch (MarkedYAMLException e) {
      Location location =
          e.getProblemMark() == null
              ? Location.of(file)
              : new Location(
                  file, e.getProblemMark().getLine() + 1, e.getProblemMark().getColumn() + 1);
      throw new InvalidPipeline(
          new Problem(
              location,
              "not YAML: " + e.getProblem(),
              "Look at indentation, colons and quotes here and in the line above."));
    } catch (YAMLException e) {
      throw problem(
          "not YAML that is accepted: " + e.getMessage(),
          "At most " + MAX_DEPTH + " levels, " + MAX_ALIASES + " aliases and 1 MB are.");
    }
  }

  private InvalidPipeline problem(String what, String remedy) {
    return new InvalidPipeline(new Problem(Location.of(file), what, remedy));
  }

  static boolean isNull(Node node) {
    return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
  }

  static boolean hasOwnTag(Node node) {
    return !TAGS.contains(node.getTag());
  }

  /** What a node is, for messages. */
  static String kind(Node node) {
    return switch (node.getNodeId()) {
      case mapping -> "a mapping";
      case sequence -> "a list";
      default -> "a single value";
    };
  }
}
