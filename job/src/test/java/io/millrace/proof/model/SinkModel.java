package io.millrace.proof.model;

import io.millrace.change.Change;
import io.millrace.change.Commit;
import io.millrace.change.Position;
import io.millrace.change.RowCursor;
import io.millrace.change.TargetChange;
import io.millrace.proof.history.History;
import io.millrace.proof.history.Query;
import io.millrace.proof.history.Scenario;
import io.millrace.proof.model.Violation.Promise;
import io.millrace.proof.simulator.End;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stands where ClickHouse and the sink do: a checkpoint publishes what came before its barrier,
 * once it has completed.
 */
public final class SinkModel {

  /** What one subtask of one target gave at one checkpoint. */
  private record Part(int target, long watermark, List<TargetChange> rows) {}

  /** A row of a target as published last. */
  private record Stored(Position version, boolean deleted, List<Object> values) {}

  private final Scenario scenario;
  private final History history;
  private final Oracle oracle;
  private final TreeMap<Long, List<Part>> sealed = new TreeMap<>();
  private final List<Map<List<Object>, Stored>> tables = new ArrayList<>();
  private long published = Long.MIN_VALUE;
  private int publications;
  private long rows;

  public SinkModel(Scenario scenario, History history) {
    this.scenario = scenario;
    this.history = history;
    this.oracle = new Oracle(scenario.schema());
    scenario.queries().forEach(query -> tables.add(new HashMap<>()));
  }

  /** The subtask of a target's sink. */
  public End target(int target) {
    return new TargetEnd(target);
  }

  private final class TargetEnd implements End {
    private final int target;
    private List<TargetChange> open = new ArrayList<>();
    private long watermark = Long.MIN_VALUE;

    TargetEnd(int target) {
      this.target = target;
    }

    @Override
    public void record(Object value) {
      open.add((TargetChange) value);
    }

    @Override
    public void watermark(long now) {
      watermark = now;
    }

    @Override
    public void barrier(long checkpoint) {
      seal(checkpoint, new Part(target, watermark, open));
      open = new ArrayList<>();
    }
  }

  /** The subtask of the commits' sink. */
  public End commits() {
    return new End() {
      private long last = Long.MIN_VALUE;

      @Override
      public void record(Object value) {
        last = ((Commit) value).lsn();
      }

      @Override
      public void watermark(long now) {}

      @Override
      public void barrier(long checkpoint) {}
    };
  }

  private void seal(long checkpoint, Part part) {
    sealed.computeIfAbsent(checkpoint, c -> new ArrayList<>()).add(part);
  }

  /** What was written after the checkpoint is lost with the attempt that wrote it. */
  public void restore(long checkpoint) {
    sealed.tailMap(checkpoint, false).clear();
  }

  /** The watermark published last. */
  public long published() {
    return published;
  }

  public int publications() {
    return publications;
  }

  public long rows() {
    return rows;
  }

  /** The checkpoint has completed: what it holds, and what was left from earlier ones, appears. */
  public void publish(long checkpoint) {
    Map<Long, List<Part>> due = sealed.headMap(checkpoint, true);
    due.forEach(this::publish);
    due.clear();
  }

  private void publish(long checkpoint, List<Part> parts) {
    long watermark = parts.get(0).watermark();
    for (Part part : parts) {
      if (part.watermark() != watermark) {
        throw new Violation(
            Promise.ONE_CUT,
            "checkpoint " + checkpoint + " holds " + watermark + " and " + part.watermark());
      }
    }
    for (Part part : parts) {
      for (TargetChange change : part.rows()) {
        store(part.target(), change, watermark);
      }
    }
    if (watermark > Change.SNAPSHOT_DELIVERED) {
      compare(watermark);
    }
    published = watermark;
    publications++;
  }

  private void store(int target, TargetChange change, long watermark) {
    rows++;
    List<Object> values = values(target, change);
    List<Object> key = new ArrayList<>();
    for (int column : scenario.plan().targets().get(target).key()) {
      Object value = values.get(column);
      key.add(value instanceof Integer number ? (Object) number.longValue() : value);
    }
    Stored before =
        tables.get(target).put(key, new Stored(change.position(), change.deleted(), values));
    String row = scenario.queries().get(target).name() + " " + key;
    if (Boolean.getBoolean("millrace.trace")) {
      System.out.println(
          "publish "
              + row
              + " "
              + change.position()
              + (change.deleted() ? " deleted " : " ")
              + values
              + " at "
              + watermark);
    }
    if (before != null) {
      int order = change.position().compareTo(before.version());
      if (order == 0) {
        throw new Violation(
            Promise.ONCE,
            row + " has " + change.position() + " twice: " + before + ", then " + values);
      }
      if (order < 0) {
        throw new Violation(
            Promise.VERSIONS_GROW, row + ": " + change.position() + " after " + before.version());
      }
    }
    long floor = Math.max(published, 0);
    boolean early = published <= Change.SNAPSHOT_DELIVERED;
    if (!early && change.position().commit() <= floor
        || watermark > Change.SNAPSHOT_DELIVERED && change.position().commit() > watermark) {
      throw new Violation(
          Promise.VERSION_IN_COMMIT,
          row + " has " + change.position() + " in (" + published + ", " + watermark + "]");
    }
  }

  private List<Object> values(int target, TargetChange change) {
    RowCursor cursor =
        new RowCursor(scenario.plan().targets().get(target).layout()).reset(change.row());
    List<Object> values = new ArrayList<>();
    while (cursor.next()) {
      values.add(cursor.value());
    }
    return values;
  }

  private void compare(long watermark) {
    for (int target = 0; target < tables.size(); target++) {
      Query query = scenario.queries().get(target);
      Map<List<Object>, List<Object>> expected =
          oracle.result(query, history.after(history.covered(watermark)));
      Map<List<Object>, List<Object>> actual = new HashMap<>();
      tables
          .get(target)
          .forEach(
              (key, stored) -> {
                if (!stored.deleted()) {
                  actual.put(key, stored.values());
                }
              });
      if (!actual.equals(expected)) {
        throw new Violation(
            Promise.CONTENT,
            query.name() + " at " + watermark + " is\n" + actual + "\nnot\n" + expected);
      }
    }
  }
}
