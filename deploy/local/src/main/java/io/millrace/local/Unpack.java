package io.millrace.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Archives into the cache. */
final class Unpack {
  private Unpack() {}

  /** Fills a directory. */
  @FunctionalInterface
  interface Filling {
    void into(Path dir) throws IOException;
  }

  /**
   * Fills the directory unless it is there. It appears at once and whole: parallel callers each
   * fill a draft, and the first to finish wins.
   */
  static Path once(Path dir, Filling filling) {
    if (Files.isDirectory(dir)) {
      return dir;
    }
    try {
      Files.createDirectories(dir.getParent());
      Path draft = Files.createTempDirectory(dir.getParent(), dir.getFileName() + ".draft");
      try {
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
        filling.into(draft);
        publish(draft, dir);
      } finally {
        delete(draft);
      }
      return dir;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot fill " + dir, e);
    }
  }

  private static void publish(Path draft, Path dir) throws IOException {
    try {
      Files.move(draft, dir, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(dir)) {
        throw e;
      }
    }
  }

  static void tarXz(InputStream archive, Path dir) throws IOException {
    try (InputStream tar = new XZCompressorInputStream(new BufferedInputStream(archive))) {
      tar(tar, dir, name -> true);
    }
  }

  static void tarGz(InputStream archive, Path dir, Predicate<String> wanted) throws IOException {
    try (InputStream tar = new GzipCompressorInputStream(new BufferedInputStream(archive))) {
      tar(tar, dir, wanted);
    }
  }

  private static void tar(InputStream stream, Path dir, Predicate<String> wanted)
      throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(stream);
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (wanted.test(entry.getName())) {
        write(tar, entry, dir);
      }
    }
  }

  private static void write(InputStream content, TarArchiveEntry entry, Path dir)
      throws IOException {
    Path target = dir.resolve(entry.getName()).normalize();
    if (!target.startsWith(dir)) {
      throw new IOException("Archive entry leads out of " + dir + ": " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  /** Deletes a directory tree; does nothing if it is not there. */
  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(tree)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
