package io.millrace.proof.defect;

import io.millrace.change.Change;
import io.millrace.change.Key;
import io.millrace.change.Position;
import io.millrace.change.TargetChange;
import io.millrace.proof.simulator.Interceptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Wrong versions. */
final class Positions {

  private Positions() {}

  static Interceptor recordLsn() {
    return new Interceptor() {
      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        if (uid.equals("source")
            && value instanceof Change change
            && change.position().commit() > 100) {
          // The record was written when its transaction was still open, some transactions earlier.
          long lsn = change.position().commit() - change.position().commit() % 5;
          Position position = new Position(Math.max(101, lsn), change.position().ordinal());
          return List.of(
              new Change(
                  change.table(),
                  change.kind(),
                  position,
                  change.since(),
                  change.key(),
                  change.row()));
        }
        return List.of(value);
      }
    };
  }

  static Interceptor counter() {
    return new Interceptor() {
      private long counter;

      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        return value instanceof TargetChange change
            ? List.of(with(change, new Position(++counter, 0)))
            : List.of(value);
      }
    };
  }

  static Interceptor stuck() {
    return new Interceptor() {
      private final Map<Key, Position> first = new HashMap<>();

      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        return value instanceof TargetChange change && !change.deleted()
            ? List.of(with(change, first.computeIfAbsent(change.key(), key -> change.position())))
            : List.of(value);
      }
    };
  }

  private static TargetChange with(TargetChange change, Position position) {
    return new TargetChange(position, change.key(), change.deleted(), change.row());
  }
}
