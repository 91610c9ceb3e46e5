package io.millrace.source.postgres;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own with this one's class path and openings of the JDK. */
final class ChildJvm {

  private ChildJvm() {}

  static ProcessBuilder of(List<String> options, Class<?> main, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-"))
        .forEach(line::add);
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    line.addAll(arguments);
    return new ProcessBuilder(line).redirectErrorStream(true);
  }
}
