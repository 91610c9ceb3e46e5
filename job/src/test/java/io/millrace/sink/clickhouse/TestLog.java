package io.millrace.sink.clickhouse;

import io.millrace.change.TargetChange;
import io.millrace.sink.clickhouse.encode.TestRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A log of small transactions on the orders of {@link TestRows}: a function of its seed, so that a
 * replay gives the same again.
 */
record TestLog(long seed, int ids, int rowsInTransaction) implements java.io.Serializable {

  /** Commit position of the nth transaction, from 1. */
  static long lsn(long n) {
    return n * 100;
  }

  List<TargetChange> transaction(long n) {
    Random random = new Random(seed * 1_000_003 + n);
    List<TargetChange> changes = new ArrayList<>();
    for (int i = 0; i < rowsInTransaction; i++) {
      long id = random.nextInt(ids);
      int kind = random.nextInt(10);
      Long month = kind == 1 ? null : (long) random.nextInt(4);
      changes.add(
          kind == 0
              ? TestRows.delete(lsn(n), i, id)
              : TestRows.upsert(lsn(n), i, id, "t" + n + "r" + i, month));
    }
    return changes;
  }

  /** Names of the rows that are left after the first transactions, by id. */
  Map<Long, String> stateAfter(long transactions) {
    Map<Long, String> state = new TreeMap<>();
    for (long n = 1; n <= transactions; n++) {
      Random random = new Random(seed * 1_000_003 + n);
      for (int i = 0; i < rowsInTransaction; i++) {
        long id = random.nextInt(ids);
        int kind = random.nextInt(10);
        if (kind != 1) {
          random.nextInt(4);
        }
        if (kind == 0) {
          state.remove(id);
        } else {
          state.put(id, "t" + n + "r" + i);
        }
      }
    }
    return state;
  }
}
