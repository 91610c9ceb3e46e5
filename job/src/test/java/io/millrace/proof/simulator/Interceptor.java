package io.millrace.proof.simulator;

import io.millrace.proof.state.StateImage;
import java.util.List;

/** Where a seeded defect gets hold of a job. */
public interface Interceptor {

  Interceptor NONE = new Interceptor() {};

  /** What goes on in place of what an operator, or the source, has given. */
  default List<Object> sent(String uid, int subtask, Object value) {
    return List.of(value);
  }

  default boolean passesWatermark(String uid, int subtask, long watermark) {
    return true;
  }

  /** Whether a subtask waits for the barrier of all its channels. */
  default boolean aligns(String uid) {
    return true;
  }

  /** Whether a subtask's watermarks overtake what it has sent before them. */
  default boolean isHasty(String uid) {
    return false;
  }

  /** Whether a queue gives its last element first. */
  default boolean reorders(String to) {
    return false;
  }

  /** What a subtask gets back in place of what it stored. */
  default StateImage restored(String uid, int subtask, StateImage image, boolean rescaled) {
    return image;
  }
}
