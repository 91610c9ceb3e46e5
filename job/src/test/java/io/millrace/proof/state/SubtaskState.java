package io.millrace.proof.state;

import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.runtime.state.AsyncKeyedStateBackend;
import org.apache.flink.runtime.state.CheckpointableKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.apache.flink.runtime.state.StatePartitionStreamProvider;
import org.apache.flink.streaming.api.operators.InternalTimeServiceManager;
import org.apache.flink.streaming.api.operators.InternalTimeServiceManagerImpl;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.api.operators.StreamOperatorStateContext;
import org.apache.flink.streaming.api.operators.StreamTaskStateInitializer;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.runtime.tasks.StreamTaskCancellationContext;
import org.apache.flink.util.CloseableIterable;

/** The state of one operator's subtask: given to the operator, and copied at its checkpoint. */
public final class SubtaskState implements StreamTaskStateInitializer, StreamOperatorStateContext {

  private final ExecutionConfig config;
  private final KeyGroupRange range;
  private final int groups;
  private final StateImage image;
  private final OptionalLong checkpoint;
  private final OperatorBytes operatorState;
  private KeyedBytes<?> keyedState;
  private InternalTimeServiceManager<?> timers;

  /**
   * @param checkpoint the one restored from; empty at a fresh start
   */
  public SubtaskState(
      ExecutionConfig config,
      KeyGroupRange range,
      int groups,
      StateImage image,
      OptionalLong checkpoint) {
    this.config = config;
    this.range = range;
    this.groups = groups;
    this.image = image;
    this.checkpoint = checkpoint;
    this.operatorState = new OperatorBytes(config, image);
  }

  public StateImage copy() {
    return new StateImage(
        keyedState == null ? java.util.Map.of() : keyedState.copy(), operatorState.copy());
  }

  @Override
  public StreamOperatorStateContext streamOperatorStateContext(
      OperatorID operator,
      String name,
      ProcessingTimeService time,
      KeyContext keyContext,
      TypeSerializer<?> keys,
      CloseableRegistry closeables,
      MetricGroup metrics,
      double memory,
      boolean customRawState)
      throws Exception {
    if (keys != null) {
      keyedState = new KeyedBytes<>(keys, range, groups, config, image);
      timers =
          InternalTimeServiceManagerImpl.create(
              UnregisteredMetricGroups.createUnregisteredTaskMetricGroup().getIOMetricGroup(),
              keyedState,
              getClass().getClassLoader(),
              keyContext,
              time,
              List.of(),
              StreamTaskCancellationContext.alwaysRunning());
    }
    return this;
  }

  @Override
  public OptionalLong getRestoredCheckpointId() {
    return checkpoint;
  }

  @Override
  public OperatorStateBackend operatorStateBackend() {
    return operatorState;
  }

  @Override
  public CheckpointableKeyedStateBackend<?> keyedStateBackend() {
    return keyedState;
  }

  @Override
  public AsyncKeyedStateBackend asyncKeyedStateBackend() {
    return null;
  }

  @Override
  public InternalTimeServiceManager<?> internalTimerServiceManager() {
    return timers;
  }

  @Override
  public CloseableIterable<StatePartitionStreamProvider> rawOperatorStateInputs() {
    return CloseableIterable.empty();
  }

  @Override
  public CloseableIterable<KeyGroupStatePartitionStreamProvider> rawKeyedStateInputs() {
    return CloseableIterable.empty();
  }
}
