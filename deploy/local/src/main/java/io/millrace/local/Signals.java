package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Signals to processes, also to those that another JVM started. */
final class Signals {
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

  private Signals() {}

  /** Sends a signal by its short name, such as INT, unless the process has ended. */
  static void send(ProcessIdentity process, String signal) {
    if (!process.isAlive()) {
      return;
    }
    try {
      // ProcessHandle knows TERM and KILL only; the shell's own kill is there on every machine.
      String line = "kill -" + signal + " " + process.pid();
      new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot send " + signal + " to process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException(
          "Interrupted while sending " + signal + " to process " + process.pid(), e);
    }
  }

  /** SIGKILL to the process and its descendants; returns when all are gone. */
  static void killTree(ProcessIdentity root) {
    List<ProcessIdentity> family = family(root);
    family.forEach(Signals::kill);
    family.forEach(member -> awaitEnd(member, KILL_TIMEOUT));
  }

  private static void kill(ProcessIdentity process) {
    if (process.isAlive()) {
      ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** False if the process still lives when the time is over. */
  static boolean awaitEnd(ProcessIdentity process, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (process.isAlive()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Pause.of(POLL);
    }
    return true;
  }

  private static List<ProcessIdentity> family(ProcessIdentity root) {
    List<ProcessIdentity> family = new ArrayList<>();
    if (root.isAlive()) {
      family.add(root);
      ProcessHandle.of(root.pid()).stream()
          .flatMap(ProcessHandle::descendants)
          .map(child -> ProcessIdentity.of(child.pid()))
          .flatMap(Optional::stream)
          .forEach(family::add);
    }
    return family;
  }
}
