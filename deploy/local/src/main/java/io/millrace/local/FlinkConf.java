package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The cluster's generated configuration: {@code flink-conf/} with our settings over it, and what it
 * means for the JVMs.
 *
 * <p>{@code flink-conf/} is packed into this module's jar; the system property {@value
 * #SOURCE_PROPERTY} names a directory to read instead, which the command line sets to that of the
 * repository, so that an edit counts without a build.
 */
final class FlinkConf {
  static final String SOURCE_PROPERTY = "millrace.flink-conf";

  private static final List<String> FILES = List.of("config.yaml", "log4j-console.properties");
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final Path dir;

  FlinkConf(Path dir) {
    this.dir = dir;
  }

  Path dir() {
    return dir;
  }

  Path logging() {
    return dir.resolve("log4j-console.properties");
  }

  /** Writes all anew; a running process keeps what it has read. */
  void write(String classPath, Map<String, String> settings) {
    try {
      Path source = dir.resolve("source");
      Files.createDirectories(source);
      for (String file : FILES) {
        copy(file, source.resolve(file));
      }
      Files.copy(source.resolve(FILES.get(1)), logging(), StandardCopyOption.REPLACE_EXISTING);
      Path over = dir.resolve("settings.properties");
      Properties lines = new Properties();
      lines.putAll(settings);
      try (Writer writer = Files.newBufferedWriter(over)) {
        lines.store(writer, "What the local stack puts over config.yaml");
      }
      Tool.run(
          optionsCommand(classPath, source, over), TIMEOUT, "Is flink-conf/config.yaml valid?");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write Flink's configuration to " + dir, e);
    }
  }

  private List<String> optionsCommand(String classPath, Path source, Path over) {
    return JavaCommand.of(
        List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=ERROR"),
        JavaCommand.classPathOf(FlinkOptionsMain.class) + ":" + classPath,
        FlinkOptionsMain.class.getName(),
        List.of(source.toString(), over.toString(), dir.toString()));
  }

  private static void copy(String file, Path target) throws IOException {
    String named = System.getProperty(SOURCE_PROPERTY);
    try (InputStream in =
        named == null
            ? FlinkConf.class.getResourceAsStream("flink-conf/" + file)
            : Files.newInputStream(Path.of(named, file))) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Options for java of a role, "jobmanager" or "taskmanager". */
  List<String> jvmOptions(String role) {
    return option(role + ".jvm");
  }

  /** Arguments for the main class of a role: the sizes its JVM options were worked out from. */
  List<String> arguments(String role) {
    return option(role + ".arguments");
  }

  private List<String> option(String key) {
    Properties options = new Properties();
    try (Reader reader = Files.newBufferedReader(dir.resolve(FlinkOptionsMain.OPTIONS))) {
      options.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + dir.resolve(FlinkOptionsMain.OPTIONS), e);
    }
    return List.of(options.getProperty(key).trim().split("\\s+"));
  }
}
