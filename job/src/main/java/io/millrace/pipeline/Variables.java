package io.millrace.pipeline;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values in for <code>${VAR}</code>, <code>${VAR:-default}</code> and <code>${file:/path}
 * </code>; <code>$${</code> stands for the characters <code>${</code>. A variable that is empty
 * takes the default, as in a shell.
 */
final class Variables {

  private static final Pattern REFERENCE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(:-(.*))?", Pattern.DOTALL);
  private static final int MAX_FILE_BYTES = 64 << 10;

  private final UnaryOperator<String> environment;
  private final Path directory;
  private final Problems problems;

  /**
   * @param environment value of a variable, or null
   * @param directory that relative paths begin at
   */
  Variables(UnaryOperator<String> environment, Path directory, Problems problems) {
    this.environment = environment;
    this.directory = directory;
    this.problems = problems;
  }

  /** The text with every reference replaced; null after a problem. */
  PlacedText resolve(PlacedText raw) {
    String text = raw.text();
    int before = problems.size();
    PlacedText.Builder result = new PlacedText.Builder();
    int at = 0;
    for (int open; (open = text.indexOf("${", at)) >= 0; ) {
      if (open > at && text.charAt(open - 1) == '$') {
        result.copy(raw, at, open - 1);
        result.copy(raw, open, open + 2);
        at = open + 2;
        continue;
      }
      result.copy(raw, at, open);
      Location location = raw.locations().get(open);
      int close = text.indexOf('}', open);
      if (close < 0) {
        problems.add(
            location,
            "\"${\" is never closed",
            "Write ${NAME}; for the characters themselves, $${.");
        return null;
      }
      String value = value(text.substring(open + 2, close), location);
      if (value != null) {
        result.insert(value, location);
      }
      at = close + 1;
    }
    result.copy(raw, at, text.length());
    return problems.size() == before ? result.build(raw.locations().get(text.length())) : null;
  }

  private String value(String reference, Location location) {
    if (reference.startsWith("file:")) {
      return fileContent(reference.substring("file:".length()), location);
    }
    Matcher matcher = REFERENCE.matcher(reference);
    if (!matcher.matches() || reference.contains("${")) {
      problems.add(
          location,
          "\"${" + reference + "}\" is not a variable",
          "Write ${NAME}, ${NAME:-default} or ${file:/path}; for the characters themselves, $${.");
      return null;
    }
    String name = matcher.group(1);
    String value = environment.apply(name);
    if ((value == null || value.isEmpty()) && matcher.group(3) != null) {
      return matcher.group(3);
    }
    if (value == null) {
      problems.add(
          location,
          "environment variable " + name + " is not set",
          "Set it, or give a default: ${" + name + ":-…}.");
    }
    return value;
  }

  private String fileContent(String path, Location location) {
    try {
      Path file = directory.resolve(path);
      if (Files.size(file) > MAX_FILE_BYTES) {
        problems.add(
            location,
            "file " + path + " is larger than 64 kB",
            "Name a file that holds the value alone.");
        return null;
      }
      return Files.readString(file).replaceFirst("\\r?\\n\\z", "");
    } catch (NoSuchFileException e) {
      problems.add(location, "file " + path + " does not exist", "Create it, or correct the path.");
    } catch (MalformedInputException e) {
      problems.add(location, "file " + path + " is not UTF-8 text", "Save it as UTF-8.");
    } catch (IOException | InvalidPathException e) {
      problems.add(
          location, "file " + path + " cannot be read", "Make it a file that this user may read.");
    }
    return null;
  }
}
