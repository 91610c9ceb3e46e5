package io.millrace.topology;

import io.millrace.change.Change;
import io.millrace.change.ChangeTypes;
import io.millrace.change.Commit;
import io.millrace.change.LogEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
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
 */
final class LogSplitter extends ProcessFunction<LogEvent, Commit> implements CheckpointedFunction {

  private static final long serialVersionUID = 1;

  private final List<OutputTag<Change>> tables;
  private final List<String> targets;
  private transient ListState<String> filled;

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

  // Known defect: Flink refuses a stop with a savepoint when it finds a part of this vertex's tasks
  // finished, because of this union state (PartialFinishingNotSupportedByStateException; seeds 113
  // and 137 of RandomHistoriesITCase). State of another kind needs another name, and the old read.
  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    filled =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("targets", StringSerializer.INSTANCE));
    if (!context.isRestored()) {
      return;
    }
    Set<String> known = new HashSet<>();
    filled.get().forEach(known::add);
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
    filled.update(targets);
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
