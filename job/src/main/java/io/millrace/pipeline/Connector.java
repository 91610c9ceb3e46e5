package io.millrace.pipeline;

/** What reads Postgres. */
public enum Connector {
  /** Millrace's own reader of the write-ahead log. */
  POSTGRES,
  /** Flink CDC's Postgres connector, with the limits that {@code job/README.md} names. */
  FLINK_CDC
}
