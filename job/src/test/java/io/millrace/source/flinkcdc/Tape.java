package io.millrace.source.flinkcdc;

import io.millrace.change.Change;
import io.millrace.change.ChangeTypes;
import io.millrace.change.Commit;
import io.millrace.change.LogEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * What a source gave, in order, as one exactly-once consumer has it: after a restore it is what the
 * checkpoint held. A watermark stands as a Commit with the time -1.
 */
final class Tape {

  private static final Map<String, Tape> TAPES = new ConcurrentHashMap<>();
  private static final long WATERMARK = -1;

  private final List<LogEvent> events = new ArrayList<>();
  private volatile long watermark = Long.MIN_VALUE;

  static Tape named(String name) {
    return TAPES.computeIfAbsent(name, n -> new Tape());
  }

  synchronized List<LogEvent> events() {
    return new ArrayList<>(events);
  }

  private synchronized void replace(Iterable<LogEvent> restored) {
    events.clear();
    restored.forEach(events::add);
  }

  private synchronized void add(LogEvent event) {
    events.add(event);
  }

  static boolean isWatermark(LogEvent event) {
    return event instanceof Commit commit && commit.timeMicros() == WATERMARK;
  }

  List<Change> changes() {
    return events().stream().filter(Change.class::isInstance).map(Change.class::cast).toList();
  }

  List<Commit> commits() {
    return events().stream()
        .filter(e -> e instanceof Commit && !isWatermark(e))
        .map(Commit.class::cast)
        .toList();
  }

  /** The last one; kept over a restore, so that it says how far the tape has been. */
  long watermark() {
    return watermark;
  }

  /** Writes the tape. Its state is the whole tape. */
  static final class Recorder extends AbstractStreamOperator<LogEvent>
      implements OneInputStreamOperator<LogEvent, LogEvent> {

    private static final long serialVersionUID = 1;

    private final String name;
    private transient ListState<LogEvent> state;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
      super.initializeState(context);
      state =
          context
              .getOperatorStateStore()
              .getListState(new ListStateDescriptor<>("tape", ChangeTypes.LOG_EVENT));
      named(name).replace(state.get());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
      super.snapshotState(context);
      state.update(named(name).events());
    }

    @Override
    public void processElement(StreamRecord<LogEvent> element) {
      named(name).add(element.getValue());
    }

    @Override
    public void processWatermark(Watermark mark) {
      if (mark.getTimestamp() != Long.MAX_VALUE) {
        named(name).add(new Commit(mark.getTimestamp(), WATERMARK));
        named(name).watermark = mark.getTimestamp();
      }
    }
  }
}
