package io.millrace.proof.simulator;

import java.util.List;

/** Prints what every operator gives: for whoever looks into one seed. */
public final class Trace implements Interceptor {

  @Override
  public List<Object> sent(String uid, int subtask, Object value) {
    System.out.println(uid + "#" + subtask + " gives " + value);
    return List.of(value);
  }

  @Override
  public boolean passesWatermark(String uid, int subtask, long watermark) {
    System.out.println(uid + "#" + subtask + " has reached " + watermark);
    return true;
  }
}
