package io.millrace.local;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where servers live.
 *
 * @param dir data, logs and state files, one directory per process below it
 * @param cache unpacked programs, shared by all homes of a user: half a gigabyte, downloaded once
 * @param lifetime whether the servers outlive the JVM that started them
 */
public record LocalHome(Path dir, Path cache, Lifetime lifetime) {

  /** How long a started server lives. */
  public enum Lifetime {
    /** Until it is stopped; survives the JVM that started it. */
    UNTIL_STOPPED,
    /** Killed by a shutdown hook of the JVM that started it; for tests. */
    WITH_JVM
  }

  public LocalHome {
    dir = dir.toAbsolutePath().normalize();
    cache = cache.toAbsolutePath().normalize();
    Objects.requireNonNull(lifetime, "lifetime");
  }

  /** The user's home of the stack: {@code $MILLRACE_HOME}, by default {@code ~/.millrace}. */
  public static LocalHome ofUser() {
    Path dir = userDir();
    return new LocalHome(dir, dir.resolve("cache"), Lifetime.UNTIL_STOPPED);
  }

  /** A home of a test: own data, the user's cache, and servers that die with this JVM. */
  public static LocalHome ofTest(Path dir) {
    return new LocalHome(dir, userDir().resolve("cache"), Lifetime.WITH_JVM);
  }

  public LocalHome withCache(Path newCache) {
    return new LocalHome(dir, newCache, lifetime);
  }

  private static Path userDir() {
    String set = System.getenv("MILLRACE_HOME");
    return set == null || set.isBlank()
        ? Path.of(System.getProperty("user.home"), ".millrace")
        : Path.of(set);
  }
}
