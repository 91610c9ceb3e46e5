package io.millrace.bench;

/** Something that joins orders with customers: started on a database, then watched. */
interface Contender extends AutoCloseable {

  String name();

  /** Begins the first load. */
  void start() throws Exception;

  /**
   * Waits until the first load is whole.
   *
   * @return when it began, in milliseconds since 1970
   */
  long awaitLoaded() throws Exception;

  /**
   * Waits until all that Postgres had committed is there.
   *
   * @param position of its log, at or after which
   */
  void awaitPosition(long position) throws Exception;

  /**
   * Compares what it made with Postgres.
   *
   * @throws IllegalStateException if it is not equal
   */
  void check() throws Exception;

  CpuSeconds cpu();

  @Override
  void close() throws Exception;
}
