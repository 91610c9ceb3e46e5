package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Keeps two programs from starting or stopping servers of one home at once. */
final class HomeLock implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for its turn; the kernel gives the lock back when its holder dies. */
  static HomeLock take(LocalHome home) {
    try {
      Files.createDirectories(home.dir());
      FileChannel channel =
          FileChannel.open(
              home.dir().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      while (tryLock(channel) == null) {
        Pause.of(POLL);
      }
      return new HomeLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lock " + home.dir(), e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisJvm) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unlock the local stack", e);
    }
  }
}
