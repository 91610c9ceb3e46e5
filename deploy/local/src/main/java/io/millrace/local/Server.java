package io.millrace.local;

import java.nio.file.Path;
import java.util.Map;

/**
 * One server of the stack. Methods are not thread-safe; different servers may be used in parallel.
 */
public interface Server extends AutoCloseable {

  /** What a server is doing. */
  enum Status {
    RUNNING,
    /** Never started, or stopped. */
    STOPPED,
    /** Started and not stopped, but not running. */
    CRASHED
  }

  /** Its name on the command line and in the home directory. */
  String name();

  /**
   * Starts the server, or does nothing if it runs already. Returns when it really answers; keeps
   * the ports and the data of an earlier run.
   *
   * @throws LocalStackException if it does not answer; the message ends with the tail of its log
   */
  void start();

  /** Ends it in order; its data stays. Does nothing if it is not running. */
  void stop();

  /** SIGKILL, as a crash would end it: nothing is flushed, nobody is told. */
  void kill();

  Status status();

  default boolean isRunning() {
    return status() == Status.RUNNING;
  }

  /**
   * Process id of the running server.
   *
   * @throws LocalStackException if it is not running
   */
  long pid();

  Path logFile();

  /** What it can be reached by, name to URL, for people; empty before the first start. */
  Map<String, String> addresses();

  /** Stops the server. */
  @Override
  default void close() {
    stop();
  }
}
