package io.millrace.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Artifacts that are not on the class path, taken from the local Maven repository and fetched by
 * mvn when absent.
 */
final class MavenRepository {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private MavenRepository() {}

  static Path jar(String group, String artifact, String version) {
    Path jar =
        root()
            .resolve(group.replace('.', '/'))
            .resolve(artifact)
            .resolve(version)
            .resolve(artifact + "-" + version + ".jar");
    if (!Files.exists(jar)) {
      String coordinates = group + ":" + artifact + ":" + version;
      Tool.run(
          List.of(
              "mvn",
              "-q",
              "-B",
              "dependency:get",
              "-Dtransitive=false",
              "-Dartifact=" + coordinates),
          TIMEOUT,
          "Check that "
              + coordinates
              + " exists and that Maven (mvn on the PATH) reaches its repository.");
    }
    return jar;
  }

  private static Path root() {
    String set = System.getProperty("maven.repo.local");
    return set == null
        ? Path.of(System.getProperty("user.home"), ".m2", "repository")
        : Path.of(set);
  }
}
