package io.millrace.bench.source;

/**
 * Something that reads a table or a log to the end and does nothing with it. What it returns is
 * closed when the time has been taken.
 */
interface Reader {

  /** Reads the whole table {@link Reading#TABLE}. */
  AutoCloseable snapshot(Reading reading) throws Exception;

  /**
   * Reads the log from where the slot stands.
   *
   * @param begins to be called at its first change: what comes before is not measured
   */
  AutoCloseable log(Reading reading, Runnable begins) throws Exception;
}
