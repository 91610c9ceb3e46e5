package io.millrace.proof.model;

import io.millrace.change.Change;
import io.millrace.change.TargetChange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What a sink does beside its checkpoints: when writers insert before them, and how what an earlier
 * attempt may have inserted is looked for: whatever is not younger than the youngest row that a
 * task found there when it first inserted.
 */
final class EarlyInserts {

  private static final int ROWS_BETWEEN = 6;

  /** A task that inserts, and a table. */
  private record Place(String task, int target) {}

  private final EarlyRows rule;
  private final Random random;
  private final Ledger ledger;
  private final SinkFlaw flaw;

  /** The youngest commit found. */
  private final Map<Place, Long> youngest = new HashMap<>();

  /** With a flaw: where nothing was found once. */
  private final Set<Place> trusted = new HashSet<>();

  private final Set<Integer> emptyAtStart = new HashSet<>();
  private boolean loaded;
  private long restored;
  private long count;

  EarlyInserts(EarlyRows rule, Random random, Ledger ledger, SinkFlaw flaw) {
    this.rule = rule;
    this.random = random;
    this.ledger = ledger;
    this.flaw = flaw;
  }

  boolean happen() {
    return rule != EarlyRows.NEVER;
  }

  /** Since the beginning. */
  long count() {
    return count;
  }

  boolean isLoaded() {
    return loaded;
  }

  /**
   * @param watermark of the writer
   */
  boolean areAllowed(long watermark) {
    return switch (rule) {
      case NEVER -> false;
      case ALWAYS -> true;
      case ONCE_CONSISTENT -> watermark > Change.SNAPSHOT_DELIVERED;
      case ONCE_LOADED -> loaded;
    };
  }

  /** Whether the writer's limit, or its time, is reached with this row. */
  boolean areDue(long watermark) {
    boolean due = areAllowed(watermark) && random.nextInt(ROWS_BETWEEN) == 0;
    count += due ? 1 : 0;
    return due;
  }

  /** All tasks begin again. */
  void restart(long checkpoint, boolean isLoaded, int targets) {
    loaded = isLoaded;
    restored = checkpoint;
    trusted.clear();
    youngest.clear();
    emptyAtStart.clear();
    for (int target = 0; target < targets; target++) {
      if (checkpoint == 0 && !ledger.holdsFrom(target, Long.MIN_VALUE)) {
        emptyAtStart.add(target);
      }
    }
  }

  /** A checkpoint has completed that holds the load whole. */
  void loaded() {
    loaded = true;
  }

  /** Of a checkpoint's rows those to send: a restored checkpoint's may all be there. */
  List<TargetChange> ofCheckpoint(long checkpoint, int target, List<TargetChange> rows) {
    return checkpoint <= restored ? missing(target, rows) : notThere("committer", target, rows);
  }

  /** Of a task's rows those to send. */
  List<TargetChange> notThere(String task, int target, List<TargetChange> rows) {
    boolean looks = flaw != SinkFlaw.EARLY_ROWS_NOT_LOOKED_FOR;
    if (!looks || rows.isEmpty() || emptyAtStart.contains(target)) {
      return rows;
    }
    Place place = new Place(task, target);
    long lowest = rows.stream().mapToLong(row -> row.position().commit()).min().orElseThrow();
    return mayHold(place, lowest) ? missing(target, rows) : rows;
  }

  private boolean mayHold(Place place, long lowest) {
    if (flaw != SinkFlaw.EARLY_ROWS_TRUSTED_INSIDE_A_SLICE) {
      return lowest <= youngest.computeIfAbsent(place, p -> ledger.youngest(p.target()));
    }
    if (!trusted.contains(place) && !ledger.holdsFrom(place.target(), lowest)) {
      trusted.add(place);
    }
    return !trusted.contains(place);
  }

  private List<TargetChange> missing(int target, List<TargetChange> rows) {
    return rows.stream().filter(row -> !ledger.isThere(target, row)).toList();
  }
}
