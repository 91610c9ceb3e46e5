package io.millrace.bench.flinksql;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

/** What has come out of the join; all subtasks of the process count here. */
final class Counts {

  private static final int NAME = 2;

  private static final AtomicLong RECORDS = new AtomicLong();
  private static final AtomicLong LIVE_WITH_NAME = new AtomicLong();
  private static final AtomicLong RENAMED = new AtomicLong();

  private Counts() {}

  static void add(Row row) {
    RECORDS.incrementAndGet();
    boolean comes = row.getKind() == RowKind.INSERT || row.getKind() == RowKind.UPDATE_AFTER;
    Object name = row.getField(NAME);
    if (name != null) {
      LIVE_WITH_NAME.addAndGet(comes ? 1 : -1);
      if (comes && name.equals("renamed")) {
        RENAMED.incrementAndGet();
      }
    }
  }

  /** Records, live rows that have a customer's name, and rows with the new name. */
  static String line() {
    return "counts " + RECORDS + " " + LIVE_WITH_NAME + " " + RENAMED;
  }
}
