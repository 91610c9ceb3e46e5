package io.millrace.proof.defect;

import io.millrace.change.Change;
import io.millrace.change.KeyGroups;
import io.millrace.change.Position;
import io.millrace.change.RowChange;
import io.millrace.proof.simulator.Interceptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Ways to empty a table wrongly. */
final class Truncates {

  private Truncates() {}

  private static boolean isTruncate(String uid, Object value) {
    return uid.equals("source")
        && value instanceof Change change
        && change.kind() == Change.Kind.TRUNCATE;
  }

  static Interceptor forgetful() {
    return new Interceptor() {
      private final Set<Position> truncates = new HashSet<>();

      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        if (isTruncate(uid, value)) {
          truncates.add(((Change) value).position());
        }
        boolean forgotten =
            uid.startsWith("normalize:")
                && value instanceof RowChange change
                && truncates.contains(change.position())
                && KeyGroups.of(change.key()) % 2 == 1;
        return forgotten ? List.of() : List.of(value);
      }
    };
  }

  /** All its records come behind the next change, with a position behind it. */
  static Interceptor late() {
    return new Interceptor() {
      private final List<Change> kept = new ArrayList<>();

      @Override
      public List<Object> sent(String uid, int subtask, Object value) {
        if (isTruncate(uid, value)) {
          kept.add((Change) value);
          return List.of();
        }
        if (kept.isEmpty() || !uid.equals("source") || !(value instanceof Change change)) {
          return List.of(value);
        }
        List<Object> all = new ArrayList<>();
        all.add(value);
        Position behind = new Position(change.position().commit(), change.position().ordinal() + 1);
        for (Change truncate : kept) {
          all.add(
              new Change(
                  truncate.table(),
                  truncate.kind(),
                  behind,
                  change.since(),
                  truncate.key(),
                  truncate.row()));
        }
        kept.clear();
        return all;
      }
    };
  }
}
