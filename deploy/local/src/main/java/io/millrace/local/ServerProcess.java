package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * One process of the stack: its directory, state file and log, and how it is started, awaited and
 * ended.
 */
final class ServerProcess {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration PORT_TIMEOUT = Duration.ofSeconds(3);

  private final LocalHome home;
  private final String name;
  private final Path dir;

  ServerProcess(LocalHome home, String name) {
    this.home = home;
    this.name = name;
    this.dir = home.dir().resolve(name);
  }

  String name() {
    return name;
  }

  Path dir() {
    return dir;
  }

  Path logFile() {
    return dir.resolve(name + ".log");
  }

  private Path stateFile() {
    return dir.resolve("state.properties");
  }

  Server.Status status() {
    Optional<ProcessIdentity> started = ServerState.read(stateFile()).flatMap(ServerState::process);
    if (started.isEmpty()) {
      return Server.Status.STOPPED;
    }
    return started.get().isAlive() ? Server.Status.RUNNING : Server.Status.CRASHED;
  }

  boolean isRunning() {
    return running().isPresent();
  }

  private Optional<ProcessIdentity> running() {
    return ServerState.read(stateFile())
        .flatMap(ServerState::process)
        .filter(ProcessIdentity::isAlive);
  }

  long pid() {
    return running()
        .orElseThrow(
            () ->
                new LocalStackException(
                    name + " is not running; start it first. Its log: " + logFile()))
        .pid();
  }

  /** The ports of the last start; empty before the first. */
  Map<String, Integer> ports() {
    return ServerState.read(stateFile()).map(ServerState::ports).orElse(Map.of());
  }

  int port(String portName) {
    Integer port = ports().get(portName);
    if (port == null) {
      throw new LocalStackException(name + " has no port yet; start it first.");
    }
    return port;
  }

  /**
   * The ports of the last start, or free ones, near the usual ones for a server that is there to
   * stay.
   */
  Map<String, Integer> choosePorts(Map<String, Integer> usual) {
    Map<String, Integer> chosen = new TreeMap<>(ports());
    chosen.forEach(this::requireFree);
    usual.forEach(
        (portName, port) ->
            chosen.computeIfAbsent(
                portName,
                absent ->
                    home.lifetime() == LocalHome.Lifetime.WITH_JVM
                        ? Ports.free()
                        : Ports.freeOr(port)));
    return chosen;
  }

  // The kernel may close a killed server's sockets a little after its last thread has ended.
  private void requireFree(String portName, int port) {
    long deadline = System.nanoTime() + PORT_TIMEOUT.toNanos();
    while (!Ports.isFree(port)) {
      if (System.nanoTime() > deadline) {
        throw new LocalStackException(
            "Port %d (%s), which %s had before, is taken by another process. End that one, or delete %s for new ports."
                .formatted(port, portName, name, stateFile()));
      }
      Pause.of(POLL);
    }
  }

  /**
   * Starts the command in a session of its own, so that neither Ctrl-C nor the end of this JVM
   * reaches it.
   */
  void launch(List<String> command, Map<String, String> environment, Map<String, Integer> ports) {
    List<String> line = new ArrayList<>(List.of("setsid"));
    line.addAll(command);
    try {
      Files.createDirectories(dir);
      ProcessBuilder builder = new ProcessBuilder(line).directory(dir.toFile());
      builder.environment().putAll(environment);
      builder.redirectInput(Path.of("/dev/null").toFile());
      builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
      Process process = builder.start();
      // setsid(1), unshare(1) and setpriv(1) replace themselves by the program: its pid is the one
      // started here.
      ProcessIdentity identity = ProcessIdentity.ofStarted(process);
      new ServerState(Optional.of(identity), ports).write(stateFile());
      if (home.lifetime() == LocalHome.Lifetime.WITH_JVM) {
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> Signals.killTree(identity), "kill-" + name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + name + " by " + String.join(" ", line), e);
    }
  }

  /**
   * Waits until the server answers; if it never does, kills it and throws with the tail of its log.
   */
  void awaitAnswer(BooleanSupplier answers, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!answers.getAsBoolean()) {
      if (!isRunning()) {
        throw failure(name + " ended while it started.", null);
      }
      if (System.nanoTime() > deadline) {
        kill();
        throw failure(
            name + " did not answer within " + timeout.toSeconds() + " s and was killed.", null);
      }
      Pause.of(POLL);
    }
  }

  /** Sends the signal and waits for the end; SIGKILL if that takes longer than the timeout. */
  void stop(String signal, Duration timeout) {
    Optional<ServerState> state = ServerState.read(stateFile());
    Optional<ProcessIdentity> process = running();
    if (process.isPresent()) {
      Signals.send(process.get(), signal);
      if (!Signals.awaitEnd(process.get(), timeout)) {
        Signals.killTree(process.get());
      }
    }
    state.ifPresent(last -> new ServerState(Optional.empty(), last.ports()).write(stateFile()));
  }

  /** SIGKILL to the process and all below it. */
  void kill() {
    running().ifPresent(Signals::killTree);
  }

  LocalStackException failure(String what, Throwable cause) {
    return new LocalStackException(what + " End of " + logFile() + ":\n" + logTail(), cause);
  }

  private String logTail() {
    try {
      if (!Files.exists(logFile())) {
        return "(no log)";
      }
      return Tail.of(Files.readAllLines(logFile(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return "(unreadable: " + e.getMessage() + ")";
    }
  }
}
