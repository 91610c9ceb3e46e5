package io.millrace.sink.clickhouse;

/** When rows become visible, and what a reader without {@code FINAL} may see. */
public enum Delivery {
  /** With the checkpoint; each (key, version) is physically there once. */
  EXACTLY_ONCE,
  /**
   * Within the flush interval; after a failure the same versions are written again and are one only
   * after a merge or with {@code FINAL}. Not for tables that feed incremental materialized views.
   */
  LOW_LATENCY
}
