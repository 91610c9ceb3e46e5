package io.millrace.proof.simulator;

/** Stands where a sink's subtask does. */
public interface End {

  void record(Object value);

  void watermark(long watermark);

  /** The barrier has come on all channels. */
  void barrier(long checkpoint);

  /** One for each subtask. */
  @FunctionalInterface
  interface Factory {
    End open(int subtask);
  }
}
