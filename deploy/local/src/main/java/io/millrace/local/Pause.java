package io.millrace.local;

import java.time.Duration;

/** Waiting between two looks at something outside this JVM. */
final class Pause {
  private Pause() {}

  static void of(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException(
          "Interrupted while waiting for a server of the local stack.", e);
    }
  }
}
