package io.millrace.proof.defect;

import io.millrace.change.Change;
import io.millrace.change.TargetChange;
import io.millrace.proof.simulator.Interceptor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Records lost, doubled, late or mistaken. */
final class Records {

  private Records() {}

  static Interceptor sinceForgotten() {
    return new Interceptor() {
      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        return uid.equals("source") && value instanceof Change change
            ? List.of(
                new Change(
                    change.table(),
                    change.kind(),
                    change.position(),
                    Long.MIN_VALUE,
                    change.key(),
                    change.row()))
            : List.of(value);
      }
    };
  }

  static Interceptor noTombstones() {
    return new Interceptor() {
      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        return value instanceof TargetChange change && change.deleted()
            ? List.of()
            : List.of(value);
      }
    };
  }

  static Interceptor lostOnce() {
    return new Interceptor() {
      private int seen;

      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        boolean lost = uid.startsWith("normalize") && ++seen == 12;
        return lost ? List.of() : List.of(value);
      }
    };
  }

  static Interceptor duplicated() {
    return new Interceptor() {
      private int seen;

      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        boolean twice = value instanceof TargetChange && ++seen % 10 == 0;
        return twice ? List.of(value, value) : List.of(value);
      }
    };
  }

  /** A target's row leaves with the next one: at a barrier the last of them has not left. */
  static Interceptor unfinishedFanOut() {
    return new Interceptor() {
      private final Queue<Object> kept = new ArrayDeque<>();

      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        if (!(value instanceof TargetChange) || !uid.endsWith("q0") || subtask > 0) {
          return List.of(value);
        }
        kept.add(value);
        return kept.size() > 1 ? List.of(kept.remove()) : List.of();
      }
    };
  }

  static Interceptor noAnswers() {
    return new Interceptor() {
      private int seen;

      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        boolean lost = uid.startsWith("join:") && ++seen % 5 == 0;
        return lost ? List.of() : List.of(value);
      }
    };
  }
}
