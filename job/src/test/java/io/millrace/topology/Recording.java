package io.millrace.topology;

import io.millrace.change.TargetChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Stands where the sink does: rows go out with the checkpoint they belong to, when it has
 * completed. One test at a time, since what is written is static.
 */
final class Recording extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<TargetChange, Void> {

  private static final long serialVersionUID = 1;

  /** What one subtask of one target gave at one checkpoint. */
  record Part(long checkpoint, int target, long watermark, List<TargetChange> changes) {}

  static final AtomicInteger attempts = new AtomicInteger();
  private static final List<Part> committed = new ArrayList<>();
  private static final Map<String, Long> reached = new ConcurrentHashMap<>();
  private static final TreeMap<Long, List<Part>> sealed = new TreeMap<>();

  private final int target;
  private transient List<TargetChange> open;
  private transient long watermark;
  private transient TreeMap<Long, Long> marks;

  Recording(int target) {
    this.target = target;
  }

  static void reset() {
    attempts.set(0);
    reached.clear();
    synchronized (committed) {
      committed.clear();
      sealed.clear();
    }
  }

  /** The lowest watermark that every subtask has committed. */
  static long committed() {
    return reached.values().stream().mapToLong(w -> w).min().orElse(Long.MIN_VALUE);
  }

  static List<Part> parts() {
    synchronized (committed) {
      return List.copyOf(committed);
    }
  }

  /**
   * As a committer does: what the restored checkpoint holds is committed, what came after it never
   * was.
   */
  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    open = new ArrayList<>();
    watermark = Long.MIN_VALUE;
    marks = new TreeMap<>();
    reached.putIfAbsent(name(), Long.MIN_VALUE);
    synchronized (committed) {
      long restored = context.getRestoredCheckpointId().orElse(0);
      commit(restored);
      sealed.tailMap(restored, false).clear();
    }
  }

  private String name() {
    return target + "/" + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
  }

  @Override
  public void processElement(StreamRecord<TargetChange> record) {
    open.add(record.getValue());
  }

  @Override
  public void processWatermark(Watermark mark) {
    if (mark.getTimestamp() != Long.MAX_VALUE) {
      watermark = mark.getTimestamp();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) {
    long checkpoint = context.getCheckpointId();
    synchronized (committed) {
      sealed
          .computeIfAbsent(checkpoint, c -> new ArrayList<>())
          .add(new Part(checkpoint, target, watermark, List.copyOf(open)));
    }
    open.clear();
    marks.put(checkpoint, watermark);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    synchronized (committed) {
      commit(checkpoint);
    }
    reached.put(name(), marks.floorEntry(checkpoint).getValue());
  }

  private static void commit(long checkpoint) {
    Map<Long, List<Part>> done = sealed.headMap(checkpoint, true);
    done.values().forEach(committed::addAll);
    done.clear();
  }
}
