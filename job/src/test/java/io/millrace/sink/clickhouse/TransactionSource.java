package io.millrace.sink.clickhouse;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.SourceFunction;
import org.apache.flink.streaming.api.watermark.Watermark;

/** Numbers of transactions, each followed by its watermark; the last is then waited at. */
final class TransactionSource implements SourceFunction<Long>, CheckpointedFunction {

  private static final long serialVersionUID = 1;

  /** Transactions that may be given by now; set by the test. */
  static final AtomicLong ALLOWED = new AtomicLong();

  private final int perSecond;
  private volatile boolean running = true;
  private long given;
  private transient ListState<Long> state;

  TransactionSource(int perSecond) {
    this.perSecond = perSecond;
  }

  @Override
  public void run(SourceContext<Long> context) throws Exception {
    if (given > 0) {
      context.emitWatermark(new Watermark(TestLog.lsn(given)));
    }
    while (running) {
      if (given < ALLOWED.get()) {
        synchronized (context.getCheckpointLock()) {
          given++;
          context.collect(given);
          context.emitWatermark(new Watermark(TestLog.lsn(given)));
        }
      }
      Thread.sleep(1000 / perSecond);
    }
  }

  @Override
  public void cancel() {
    running = false;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(java.util.List.of(given));
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("given", Types.LONG));
    for (Long restored : state.get()) {
      given = restored;
    }
  }
}
