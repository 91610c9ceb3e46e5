package io.millrace.local;

import java.nio.file.Path;
import java.time.Duration;

/** A server that is one process. */
abstract class SingleProcessServer implements Server {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  private final ServerProcess process;
  private final String stopSignal;

  /**
   * @param stopSignal short name of the signal that ends it in order
   */
  SingleProcessServer(ServerProcess process, String stopSignal) {
    this.process = process;
    this.stopSignal = stopSignal;
  }

  ServerProcess process() {
    return process;
  }

  @Override
  public String name() {
    return process.name();
  }

  @Override
  public void stop() {
    process.stop(stopSignal, STOP_TIMEOUT);
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public Status status() {
    return process.status();
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Path logFile() {
    return process.logFile();
  }
}
