package io.millrace.sink.clickhouse.commit;

import io.millrace.change.ChangeTypes;
import io.millrace.change.Commit;
import io.millrace.sink.clickhouse.batch.Progress;
import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.batch.Written;
import io.millrace.sink.clickhouse.insert.WireColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Between writers and committer, one subtask for the job: makes a checkpoint's batches of all
 * subtasks into inserts with tokens, and one marker. All of them are here when the barrier is,
 * because checkpoints are aligned. A checkpoint may be called off after some writers saw its
 * barrier and before this operator does: what they sent belongs to the next one. State: the last
 * consistent commit; the batches go on before the barrier.
 */
public final class GroupingOperator extends AbstractStreamOperator<CommittableMessage<Publication>>
    implements OneInputStreamOperator<CommittableMessage<Written>, CommittableMessage<Publication>>,
        BoundedOneInput {

  private static final long serialVersionUID = 1;

  private static final int SUBTASK = 0;

  private final HashMap<String, WireColumns> columns;

  private transient List<RowBatch> batches;
  private transient Map<Integer, Progress> progress;
  private transient ConsistentPoint point;
  private transient ListState<Commit> reached;
  private transient ListState<Commit> ahead;
  private transient long lastCheckpoint;
  private transient boolean ended;

  /**
   * @param columns of each target
   */
  public GroupingOperator(Map<String, WireColumns> columns) {
    this.columns = new HashMap<>(columns);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    var store = context.getOperatorStateStore();
    reached = store.getListState(new ListStateDescriptor<>("reached", ChangeTypes.COMMIT));
    ahead = store.getListState(new ListStateDescriptor<>("ahead", ChangeTypes.COMMIT));
    Commit last = null;
    for (Commit commit : reached.get()) {
      last = commit;
    }
    point = new ConsistentPoint(last, ahead.get());
    batches = new ArrayList<>();
    progress = new HashMap<>();
  }

  @Override
  public void processElement(StreamRecord<CommittableMessage<Written>> element) {
    CommittableMessage<Written> message = element.getValue();
    lastCheckpoint = Math.max(lastCheckpoint, message.getCheckpointIdOrEOI());
    if (message instanceof CommittableWithLineage<Written> with) {
      Written written = with.getCommittable();
      if (written instanceof RowBatch batch) {
        batches.add(batch);
      } else {
        progress.merge(with.getSubtaskId(), (Progress) written, Progress::with);
      }
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    if (!ended) {
      publish(checkpointId);
    }
  }

  /** The writers named the checkpoint that will be the last one. */
  @Override
  public void endInput() {
    ended = true;
    if (!progress.isEmpty()) {
      publish(lastCheckpoint);
    }
  }

  private void publish(long checkpoint) {
    List<Publication> publications = Grouping.group(checkpoint, batches, columns);
    point
        .advance(progress.values(), batches)
        .map(commit -> new Marker(checkpoint, UUID.randomUUID(), commit, countRows()))
        .ifPresent(publications::add);
    emit(new CommittableSummary<>(SUBTASK, 1, checkpoint, publications.size(), 0, 0));
    for (Publication publication : publications) {
      emit(new CommittableWithLineage<>(publication, checkpoint, SUBTASK));
    }
    batches.clear();
    progress.clear();
  }

  private Map<String, Long> countRows() {
    Map<String, Long> rows = new HashMap<>();
    batches.forEach(batch -> rows.merge(batch.table(), (long) batch.rows(), Long::sum));
    progress
        .values()
        .forEach(
            subtask -> subtask.inserted().forEach((table, n) -> rows.merge(table, n, Long::sum)));
    return rows;
  }

  private void emit(CommittableMessage<Publication> message) {
    output.collect(new StreamRecord<>(message));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    reached.update(point.reached().stream().toList());
    ahead.update(point.ahead());
  }
}
