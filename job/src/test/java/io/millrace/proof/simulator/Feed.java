package io.millrace.proof.simulator;

import java.util.List;

/** Stands where a source's subtask does. */
public interface Feed {

  /** Where what it gives goes. */
  interface Outlet {
    void record(Object value);

    void watermark(long watermark);
  }

  /** Whether a step would do something. */
  boolean isReady();

  /** Gives one record or watermark, or does something that is not seen. */
  void step(Outlet out);

  /**
   * A checkpoint has begun. What the source's coordinator sends from now on reaches this subtask
   * after its barrier.
   */
  void triggered();

  /** Whether it has something to give before a barrier. */
  boolean holdsBarrier();

  /** Its state, just before its barrier. */
  Object state();

  /** The whole source. */
  interface Source {

    /**
     * @param states of the subtasks at the checkpoint restored from; empty at a fresh start
     */
    List<? extends Feed> open(int parallelism, List<Object> states);
  }
}
