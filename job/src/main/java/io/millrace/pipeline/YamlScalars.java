package io.millrace.pipeline;

import java.util.Arrays;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Finds where each character of a scalar stands in the file. YAML drops indentation, folds lines
 * and unescapes quotes, but whatever is not white space keeps its order: so value and file are read
 * side by side, white space skipped.
 */
final class YamlScalars {

  private final String file;
  private final String source;
  private final int[] lineStarts;

  YamlScalars(String file, String source) {
    this.file = file;
    this.source = source;
    this.lineStarts = TextLocations.lineStarts(source);
  }

  Location start(Node node) {
    return location(offset(node.getStartMark()));
  }

  PlacedText placed(ScalarNode node) {
    String text = node.getValue();
    ScalarStyle style = node.getScalarStyle();
    int at = contentStart(pastProperties(offset(node.getStartMark())), style);
    PlacedText.Builder placed = new PlacedText.Builder();
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      at = skip(at, character, style);
      placed.add(character, location(at));
      at += width(at, character, style);
    }
    return placed.build(location(at));
  }

  /** Passes over an anchor or a tag. */
  private int pastProperties(int start) {
    int at = start;
    while (at < source.length() && (source.charAt(at) == '&' || source.charAt(at) == '!')) {
      while (at < source.length() && source.charAt(at) > ' ') {
        at++;
      }
      while (at < source.length() && source.charAt(at) <= ' ') {
        at++;
      }
    }
    return at;
  }

  private int contentStart(int start, ScalarStyle style) {
    return switch (style) {
      case LITERAL, FOLDED -> source.indexOf('\n', start) + 1;
      case SINGLE_QUOTED, DOUBLE_QUOTED -> start + 1;
      default -> start;
    };
  }

  /** Passes over white space that the value does not have. */
  private int skip(int start, char next, ScalarStyle style) {
    int at = start;
    if (next != ' ' && next != '\n' && next != '\t') {
      while (at < source.length() && (source.charAt(at) <= ' ' || isLineContinuation(at, style))) {
        at++;
      }
    }
    return at;
  }

  private boolean isLineContinuation(int at, ScalarStyle style) {
    return style == ScalarStyle.DOUBLE_QUOTED && source.startsWith("\\\n", at);
  }

  /** How many characters of the file stand for this one; 0 when it came of a folded line. */
  private int width(int at, char character, ScalarStyle style) {
    if (at >= source.length()) {
      return 0;
    }
    char there = source.charAt(at);
    if (style == ScalarStyle.SINGLE_QUOTED && character == '\'') {
      return 2;
    }
    if (style == ScalarStyle.DOUBLE_QUOTED && there == '\\') {
      char kind = at + 1 < source.length() ? source.charAt(at + 1) : ' ';
      return kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
    }
    return there == character ? 1 : 0;
  }

  private int offset(Mark mark) {
    return source.offsetByCodePoints(0, mark.getIndex());
  }

  Location location(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Location(file, line + 1, offset - lineStarts[line] + 1);
  }
}
