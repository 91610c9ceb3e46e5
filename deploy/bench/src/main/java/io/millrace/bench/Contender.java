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
   * Waits until all updates of orders are there.
   *
   * @param updates how many were made
   */
  void awaitUpdates(int updates) throws Exception;

  /** Waits until every order of the renamed customer has the new name. */
  void awaitRename() throws Exception;

  /**
   * Compares what it made with Postgres.
   *
   * @throws IllegalStateException if it can be compared and is not equal
   */
  void check() throws Exception;

  CpuSeconds cpu();

  @Override
  void close() throws Exception;
}
