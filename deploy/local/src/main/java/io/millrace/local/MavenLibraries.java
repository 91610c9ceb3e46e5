package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Class paths of servers that are Java programs: jars that Maven copies into the cache once, as a
 * small pom among our resources says. They are not dependencies of this module, so they never meet
 * its class path or each other's.
 */
final class MavenLibraries {
  private static final String COPY =
      "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  private MavenLibraries() {}

  /**
   * The class path of resource {@code NAME-lib.xml}; another directory whenever that pom changes.
   */
  static String classPath(Path cache, String name) {
    byte[] pom = pom(name);
    Path dir = cache.resolve(name + "-lib-" + fingerprint(pom));
    return Unpack.once(dir, draft -> copyInto(draft, pom)).resolve("*").toString();
  }

  private static void copyInto(Path dir, byte[] pom) throws IOException {
    Path pomFile = Files.write(dir.resolve("pom.xml"), pom);
    List<String> line = new ArrayList<>(List.of("mvn", "-q", "-B", "-f", pomFile.toString(), COPY));
    line.add("-DoutputDirectory=" + dir);
    line.add("-DincludeScope=runtime");
    String repository = System.getProperty("maven.repo.local");
    if (repository != null) {
      line.add("-Dmaven.repo.local=" + repository);
    }
    Tool.run(line, TIMEOUT, "Check that Maven (mvn on the PATH) reaches its repository.");
  }

  private static byte[] pom(String name) {
    try (InputStream in = MavenLibraries.class.getResourceAsStream(name + "-lib.xml")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the pom of " + name, e);
    }
  }

  private static String fingerprint(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
