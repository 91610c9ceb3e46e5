package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Commit;
import io.millrace.change.LogEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

class LogSplitterTest {

  private static final int MAX_PARALLELISM = 8;

  @Test
  void goesOnWithTheTargetsThatItFilled() throws Exception {
    for (int before : List.of(1, 2, 5)) {
      OperatorSubtaskState state = filledBy(before, splitters("orders", "items"));
      for (int after : List.of(1, 2, 5)) {
        assertThatCode(() -> restored(state, before, after, splitters("items")))
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void refusesATargetThatIsNew() throws Exception {
    for (int before : List.of(1, 2, 5)) {
      OperatorSubtaskState state = filledBy(before, splitters("orders"));
      for (int after : List.of(1, 2, 5)) {
        assertThatThrownBy(() -> restored(state, before, after, splitters("orders", "items")))
            .hasMessageContaining("target table items is new to the savepoint");
      }
    }
  }

  @Test
  void refusesATargetThatWasLeftOutForAWhile() throws Exception {
    OperatorSubtaskState both = filledBy(2, splitters("orders", "items"));
    OperatorSubtaskState one = restored(both, 2, 2, splitters("orders"));

    assertThatThrownBy(() -> restored(one, 2, 2, splitters("orders", "items")))
        .hasMessageContaining("target table items is new to the savepoint");
  }

  /** Flink refuses savepoints of it: see {@link LogSplitter}. */
  @Test
  void hasNoUnionState() throws Exception {
    OperatorSubtaskState state = filledBy(2, splitters("orders"));

    assertThat(modes(state)).containsExactly(OperatorStateHandle.Mode.SPLIT_DISTRIBUTE);
  }

  @Test
  void readsTheUnionStateOfEarlierSavepoints() throws Exception {
    OperatorSubtaskState state = filledBy(2, targets -> new InUnionState(List.of("orders")));

    assertThatThrownBy(() -> restored(state, 2, 3, splitters("orders", "items")))
        .hasMessageContaining("target table items is new to the savepoint");
    OperatorSubtaskState again = restored(state, 2, 3, splitters("orders"));
    OperatorSubtaskState none = restored(again, 3, 2, splitters());
    assertThatThrownBy(() -> restored(none, 2, 2, splitters("orders")))
        .as("what the earlier savepoint said no longer holds")
        .hasMessageContaining("target table orders is new to the savepoint");
  }

  private interface Splitters {
    ProcessFunction<LogEvent, Commit> splitter(int task);
  }

  private static Splitters splitters(String... targets) {
    return task -> new LogSplitter(1, List.of(targets));
  }

  private static OperatorSubtaskState filledBy(int parallelism, Splitters splitters)
      throws Exception {
    return restored(null, 0, parallelism, splitters);
  }

  /** The state of all tasks, after a checkpoint of a job that was restored from {@code state}. */
  private static OperatorSubtaskState restored(
      OperatorSubtaskState state, int before, int parallelism, Splitters splitters)
      throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (int task = 0; task < parallelism; task++) {
      try (var harness =
          new OneInputStreamOperatorTestHarness<>(
              new ProcessOperator<>(splitters.splitter(task)),
              MAX_PARALLELISM,
              parallelism,
              task)) {
        if (state != null) {
          harness.initializeState(
              AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  state, MAX_PARALLELISM, before, parallelism, task));
        }
        harness.open();
        states.add(harness.snapshot(1, 1));
      }
    }
    return AbstractStreamOperatorTestHarness.repackageState(
        states.toArray(OperatorSubtaskState[]::new));
  }

  private static Set<OperatorStateHandle.Mode> modes(OperatorSubtaskState state) {
    Set<OperatorStateHandle.Mode> modes = new HashSet<>();
    for (OperatorStateHandle handle : state.getManagedOperatorState()) {
      handle
          .getStateNameToPartitionOffsets()
          .values()
          .forEach(offsets -> modes.add(offsets.getDistributionMode()));
    }
    return modes;
  }

  /** What {@link LogSplitter} had as its state until 2026-11-21. */
  private static final class InUnionState extends ProcessFunction<LogEvent, Commit>
      implements CheckpointedFunction {

    private static final long serialVersionUID = 1;

    private final List<String> targets;

    InUnionState(List<String> targets) {
      this.targets = targets;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      context
          .getOperatorStateStore()
          .getUnionListState(new ListStateDescriptor<>("targets", StringSerializer.INSTANCE))
          .update(targets);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {}

    @Override
    public void processElement(LogEvent event, Context context, Collector<Commit> out) {
      throw new IllegalStateException("gets nothing");
    }
  }
}
