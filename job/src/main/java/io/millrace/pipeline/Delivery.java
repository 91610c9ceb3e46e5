package io.millrace.pipeline;

/** How rows come into ClickHouse. */
public enum Delivery {
  /** With each checkpoint, once each. */
  EXACTLY_ONCE,
  /** Within a second; rows may be there twice until ClickHouse has merged (read with FINAL). */
  LOW_LATENCY
}
