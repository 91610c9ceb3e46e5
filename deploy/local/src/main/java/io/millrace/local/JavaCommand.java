package io.millrace.local;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Command lines of further JVMs. */
final class JavaCommand {
  private JavaCommand() {}

  static List<String> of(
      List<String> options, String classPath, String mainClass, Collection<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.addAll(List.of("-cp", classPath, mainClass));
    line.addAll(arguments);
    return line;
  }

  /**
   * The jars or directories these classes were loaded from: the same under Maven and in an
   * installed program.
   */
  static String classPathOf(Class<?>... classes) {
    return Arrays.stream(classes)
        .map(JavaCommand::location)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find where " + type + " was loaded from", e);
    }
  }
}
