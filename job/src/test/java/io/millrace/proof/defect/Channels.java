package io.millrace.proof.defect;

import io.millrace.proof.simulator.Interceptor;

/** Channels and watermarks that break their order. */
final class Channels {

  private Channels() {}

  static Interceptor reordered() {
    return new Interceptor() {
      @Override
      public boolean reorders(String to) {
        return to.startsWith("normalize:");
      }
    };
  }

  static Interceptor unaligned() {
    return new Interceptor() {
      @Override
      public boolean aligns(String uid) {
        return uid.startsWith("source") || uid.startsWith("sink");
      }
    };
  }

  static Interceptor watermarkSwallowed() {
    return new Interceptor() {
      private int seen;

      @Override
      public boolean passesWatermark(String uid, int subtask, long watermark) {
        boolean last = uid.startsWith("project:") && watermark > 0 && subtask == 0;
        return !last || ++seen % 2 == 0;
      }
    };
  }

  static Interceptor hasty() {
    return new Interceptor() {
      @Override
      public boolean isHasty(String uid) {
        return uid.startsWith("normalize:");
      }
    };
  }
}
