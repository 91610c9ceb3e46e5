package io.millrace.topology;

import io.millrace.change.LogEvent;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.SourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Plays a history; barriers fall anywhere, also inside a transaction. Fails at random places, as
 * often as asked. Pauses at random, so that checkpoints come in between.
 */
@SuppressWarnings("deprecation")
final class HistorySource implements SourceFunction<LogEvent>, CheckpointedFunction {

  private static final long serialVersionUID = 1;

  private final long seed;
  private final int transactions;
  private final int failures;
  private final boolean pauses;
  private volatile boolean running = true;
  private transient ListState<Integer> state;
  private transient int next;
  private transient boolean restored;
  private transient int attempt;

  HistorySource(long seed, int transactions, int failures, boolean pauses) {
    this.seed = seed;
    this.transactions = transactions;
    this.failures = failures;
    this.pauses = pauses;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("next", IntSerializer.INSTANCE));
    restored = context.isRestored();
    if (restored) {
      next = state.get().iterator().next();
    }
    attempt = Recording.attempts.getAndIncrement();
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(List.of(next));
  }

  @Override
  public void run(SourceContext<LogEvent> context) throws Exception {
    List<History.Step> steps = new History(seed, transactions).steps;
    Random random = new Random(seed + attempt);
    int failAt = attempt < failures ? next + 1 + random.nextInt(steps.size()) : Integer.MAX_VALUE;
    synchronized (context.getCheckpointLock()) {
      for (int i = next - 1; i >= 0; i--) {
        if (steps.get(i).watermark() != null) {
          context.emitWatermark(new Watermark(steps.get(i).watermark()));
          break;
        }
      }
    }
    while (running && next < steps.size()) {
      synchronized (context.getCheckpointLock()) {
        History.Step step = steps.get(next);
        if (step.watermark() != null) {
          context.emitWatermark(new Watermark(step.watermark()));
        } else {
          context.collect(step.event());
        }
        next++;
      }
      if (next == failAt) {
        throw new IllegalStateException("a failure that the test asked for");
      }
      if (pauses && random.nextInt(20) == 0) {
        Thread.sleep(random.nextInt(8));
      }
    }
    awaitCommit(steps);
  }

  /** Ends when a checkpoint holds everything. */
  private void awaitCommit(List<History.Step> steps) throws InterruptedException {
    long last = steps.get(steps.size() - 1).watermark();
    while (running && Recording.committed() < last) {
      Thread.sleep(2);
    }
  }

  @Override
  public void cancel() {
    running = false;
  }
}
