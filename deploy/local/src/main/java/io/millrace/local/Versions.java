package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** Versions of the servers. */
final class Versions {
  /** The Postgres whose binaries are a dependency of this module. */
  static final String POSTGRES = ofBuild("postgres");

  /** Binaries known to exist for a major version; others are fetched when first asked for. */
  private static final Map<String, String> POSTGRES_BY_MAJOR =
      Map.of("14", "14.23.0", "15", "15.18.0", "16", "16.14.0", "17", POSTGRES, "18", "18.4.0");

  private Versions() {}

  /** "16" becomes the newest known 16.x; a full version such as "16.10.0" stays as it is. */
  static String postgres(String version) {
    return POSTGRES_BY_MAJOR.getOrDefault(version, version);
  }

  private static String ofBuild(String key) {
    try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
      Properties versions = new Properties();
      versions.load(in);
      return versions.getProperty(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
