package io.millrace.proof.model;

/** The promise the sink is held to. */
public enum Delivery {
  /** Rows appear with a completed checkpoint, each once. */
  EXACTLY_ONCE,
  /** Rows appear as they come, again after a failure; the youngest version of a key counts. */
  LOW_LATENCY
}
