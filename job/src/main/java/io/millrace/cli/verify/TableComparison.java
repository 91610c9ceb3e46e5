package io.millrace.cli.verify;

import io.millrace.change.Column;
import io.millrace.cli.verify.Difference.Change;
import io.millrace.cli.verify.Difference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Merges the rows of both sides at one cut. Holds one row of each. */
final class TableComparison {

  /** As an unsigned number, behind every position. */
  private static final long NO_CUT = -1;

  private static final int MISSING_BATCH = 500;

  private final List<Column> columns;
  private final KeyOrder order;
  private final long cut;
  private final LaterChanges later;
  private final Tally tally;
  private final PendingKeys pending;
  private final SuspectKeys suspects;
  private final List<List<byte[]>> missing = new ArrayList<>();

  /**
   * @param cut what changed at or behind this position is not comparable
   */
  TableComparison(
      List<Column> columns,
      KeyOrder order,
      long cut,
      LaterChanges later,
      Tally tally,
      PendingKeys pending,
      SuspectKeys suspects) {
    this.columns = columns;
    this.order = order;
    this.cut = cut;
    this.later = later;
    this.tally = tally;
    this.pending = pending;
    this.suspects = suspects;
  }

  /** Of two sides that stand still at the same position. */
  static TableComparison atRest(List<Column> columns, KeyOrder order, Tally tally) {
    LaterChanges none = (keys, lsn) -> Set.of();
    return new TableComparison(
        columns, order, NO_CUT, none, tally, new PendingKeys(), SuspectKeys.never(order));
  }

  void run(RowStream postgres, RowStream clickHouse) {
    ComparedRow source = postgres.next();
    ComparedRow target = clickHouse.next();
    while ((source != null || target != null) && !tally.isHopeless()) {
      int side = side(source, target);
      if (side < 0) {
        tally.rowCompared();
        missing(source.key());
      } else if (side > 0) {
        extra(target);
      } else {
        tally.rowCompared();
        same(source, target);
      }
      source = side <= 0 ? following(postgres, source, "Postgres") : source;
      target = side >= 0 ? afterRepeats(clickHouse, target) : target;
    }
    settleMissing();
  }

  private int side(ComparedRow source, ComparedRow target) {
    if (source == null) {
      return 1;
    }
    return target == null ? -1 : order.compare(source.key(), target.key());
  }

  private ComparedRow following(RowStream stream, ComparedRow row, String side) {
    ComparedRow next = stream.next();
    if (next != null && order.compare(next.key(), row.key()) < 0) {
      throw new IllegalStateException(
          side
              + " gives rows in another order than asked for; its key has values that sort"
              + " differently in the two databases");
    }
    return next;
  }

  /** Skips further rows of the same key, which FINAL should have made one. */
  private ComparedRow afterRepeats(RowStream clickHouse, ComparedRow row) {
    ComparedRow next = following(clickHouse, row, "ClickHouse");
    boolean repeated = false;
    boolean changedSince = isBehindCut(row);
    while (next != null && order.compare(next.key(), row.key()) == 0) {
      repeated = true;
      changedSince |= isBehindCut(next);
      next = following(clickHouse, next, "ClickHouse");
    }
    if (repeated && changedSince) {
      pending.add(row.key());
    } else if (repeated) {
      tally.add(new Difference(Kind.REPEATED, order.printed(row.key()), List.of()));
    }
    return next;
  }

  private boolean isBehindCut(ComparedRow row) {
    return row.changedSince(cut);
  }

  private void same(ComparedRow source, ComparedRow target) {
    List<Integer> differing = source.differences(target);
    if (differing.isEmpty()) {
      return;
    }
    if (isBehindCut(target)) {
      pending.add(target.key());
      return;
    }
    List<Change> changes =
        differing.stream()
            .map(
                i ->
                    new Change(
                        columns.get(i).name(),
                        printed(columns.get(i), source.values()[i]),
                        printed(columns.get(i), target.values()[i])))
            .toList();
    tally.add(new Difference(Kind.DIFFERENT, order.printed(source.key()), changes));
  }

  private void extra(ComparedRow target) {
    if (isBehindCut(target)) {
      pending.add(target.key());
    } else {
      tally.add(new Difference(Kind.EXTRA, order.printed(target.key()), List.of()));
    }
  }

  private void missing(List<byte[]> key) {
    missing.add(key);
    if (missing.size() == MISSING_BATCH) {
      settleMissing();
    }
  }

  /** A row that ClickHouse does not show may have been deleted since, with or without a trace. */
  private void settleMissing() {
    Set<List<byte[]>> changed = later.changedSince(missing, cut);
    for (List<byte[]> key : missing) {
      if (changed.contains(key)) {
        pending.add(key);
      } else if (!suspects.add(key)) {
        tally.add(new Difference(Kind.MISSING, order.printed(key), List.of()));
      }
    }
    missing.clear();
  }

  private static String printed(Column column, byte[] value) {
    return value == null ? null : Values.printed(column.type(), value);
  }
}
