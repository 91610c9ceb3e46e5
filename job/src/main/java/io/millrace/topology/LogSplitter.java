package io.millrace.topology;

import io.millrace.change.Change;
import io.millrace.change.ChangeTypes;
import io.millrace.change.Commit;
import io.millrace.change.LogEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Parts the log by table; its commits are the main output.
 *
 * <p>State: which targets the job has been filling. A target that is new to a restored job would
 * get only what changes from now on; the job refuses it.
 *
 * <p>Each task keeps the whole list as one element, which Flink gives to one task of the restored
 * job. Union state would give it to all, but must not be in the source's vertex: at a stop with a
 * savepoint a reader that waits for room in its output takes the savepoint before it ends, one that
 * does not wait ends before; Flink refuses a savepoint with union state of such a vertex
 * (PartialFinishingNotSupportedByStateException).
 */
final class LogSplitter extends ProcessFunction<LogEvent, Commit> implements CheckpointedFunction {

  private static final long serialVersionUID = 1;

  private final List<OutputTag<Change>> tables;
  private final List<String> targets;
  private transient ListState<List<String>> filled;

  /**
   * @param tables how many source tables there are
   * @param targets names of the target tables
   */
  LogSplitter(int tables, List<String> targets) {
    this.tables =
        IntStream.range(0, tables)
            .mapToObj(table -> new OutputTag<>("table-" + table, ChangeTypes.CHANGE))
            .toList();
    this.targets = List.copyOf(targets);
  }

  OutputTag<Change> table(int index) {
    return tables.get(index);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    OperatorStateStore store = context.getOperatorStateStore();
    boolean ofUnionState = store.getRegisteredStateNames().contains("targets");
    filled =
        store.getListState(
            new ListStateDescriptor<>("filled", new ListSerializer<>(StringSerializer.INSTANCE)));
    if (ofUnionState) {
      List<String> known = takeUnionState(store);
      if (!known.isEmpty()) {
        refuseNew(known);
      }
    }
    for (List<String> known : filled.get()) {
      refuseNew(known);
    }
  }

  /**
   * Savepoints of before 2026-11-21 have the targets in union state, whose name stays in theirs.
   */
  private static List<String> takeUnionState(OperatorStateStore store) throws Exception {
    ListState<String> earlier =
        store.getUnionListState(new ListStateDescriptor<>("targets", StringSerializer.INSTANCE));
    List<String> known = new ArrayList<>();
    earlier.get().forEach(known::add);
    earlier.clear();
    return known;
  }

  private void refuseNew(List<String> known) {
    for (String target : targets) {
      if (!known.contains(target)) {
        throw new IllegalStateException(
            "target table "
                + target
                + " is new to the savepoint: it would hold only what changes from now on. Start afresh"
                + " (run --truncate-targets --adopt-slot), or give it a pipeline of its own.");
      }
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    filled.update(List.of(targets));
  }

  @Override
  public void processElement(LogEvent event, Context context, Collector<Commit> out) {
    if (event instanceof Change change) {
      context.output(tables.get(change.table()), change);
    } else {
      out.collect((Commit) event);
    }
  }
}
