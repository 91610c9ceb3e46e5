package io.millrace.source.postgres;

import io.millrace.change.LogEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Keeps what has come, in order, as it counts with the job's state: after a restore what came after
 * the checkpoint is forgotten. Runs in parallelism 1. Watermarks stand in between as Longs.
 */
final class Collector extends AbstractStreamOperator<LogEvent>
    implements OneInputStreamOperator<LogEvent, LogEvent> {

  private static final long serialVersionUID = 1;

  private final int run;
  private transient ListState<Integer> size;
  private transient Tape tape;
  private transient Map<Long, Integer> sizes;

  Collector(int run) {
    this.run = run;
  }

  /** Sees an event before it counts; may wait or throw, as a slow or failing step would. */
  interface Visitor {
    void visit(Object event);
  }

  /** What has come, and when to break. */
  static final class Tape {
    private final List<Object> events = new java.util.ArrayList<>();
    private long untilFailure = Long.MAX_VALUE;
    private final List<Integer> restoredAt = new CopyOnWriteArrayList<>();
    private volatile int completed;
    private final Queue<Visitor> visitors = new ConcurrentLinkedQueue<>();

    void add(Object event) {
      for (Visitor visitor : visitors) {
        visitor.visit(event);
      }
      keep(event);
    }

    private synchronized void keep(Object event) {
      events.add(event);
      if (--untilFailure == 0) {
        untilFailure = Long.MAX_VALUE;
        throw new IllegalStateException("broken by the test");
      }
    }

    /** Shows each event before it is kept, on the task's thread. */
    void visit(Visitor visitor) {
      visitors.add(visitor);
    }

    synchronized List<Object> events() {
      return List.copyOf(events);
    }

    synchronized int size() {
      return events.size();
    }

    synchronized void truncate(int to) {
      restoredAt.add(to);
      while (events.size() > to) {
        events.remove(events.size() - 1);
      }
    }

    synchronized void failAfter(long count) {
      untilFailure = count;
    }

    List<Integer> restoredAt() {
      return restoredAt;
    }

    /** How many events the last completed checkpoint has. */
    int completed() {
      return completed;
    }
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    tape = SourceRun.tape(run);
    sizes = new HashMap<>();
    size =
        context.getOperatorStateStore().getListState(new ListStateDescriptor<>("size", Types.INT));
    int restored = 0;
    for (int value : size.get()) {
      restored = value;
    }
    tape.truncate(restored);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    size.update(List.of(tape.size()));
    sizes.put(context.getCheckpointId(), tape.size());
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    tape.completed = sizes.getOrDefault(checkpoint, tape.completed);
  }

  @Override
  public void processElement(StreamRecord<LogEvent> record) {
    tape.add(record.getValue());
  }

  @Override
  public void processWatermark(Watermark watermark) throws Exception {
    super.processWatermark(watermark);
    tape.add(watermark.getTimestamp());
  }
}
