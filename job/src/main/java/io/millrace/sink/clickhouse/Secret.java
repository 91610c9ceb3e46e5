package io.millrace.sink.clickhouse;

import java.io.Serializable;

/**
 * A password that is fetched where it is used. An implementation that reads the environment or a
 * file keeps it out of the job graph; none may print it.
 */
@FunctionalInterface
public interface Secret extends Serializable {

  /** No password. */
  Secret NONE = () -> "";

  String reveal();
}
