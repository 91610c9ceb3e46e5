package io.millrace.sink.clickhouse;

import io.millrace.change.ChangeTypes;
import io.millrace.change.Commit;
import io.millrace.change.KeyGroups;
import io.millrace.change.TargetChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** A job on a mini cluster that gives a {@link TestLog} to the sink, once per target. */
final class TestJob {

  /** Makes the job fail once. */
  static final AtomicBoolean FAIL = new AtomicBoolean();

  private static final OutputTag<Commit> COMMITS = new OutputTag<>("commits", ChangeTypes.COMMIT);

  private TestJob() {}

  static JobClient start(
      TestLog log,
      List<PreparedTarget> targets,
      ClickHouseOptions options,
      int parallelism,
      Path checkpoints,
      String savepoint)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200));
    if (savepoint != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    env.setMaxParallelism(KeyGroups.COUNT);
    env.getConfig().disableGenericTypes();
    env.enableCheckpointing(500);

    SingleOutputStreamOperator<TargetChange> changes =
        env.addSource(new TransactionSource(200), "Source", Types.LONG)
            .uid("source")
            .process(new Expand(log))
            .returns(ChangeTypes.TARGET_CHANGE)
            .setParallelism(1)
            .uid("expand");
    List<DataStream<TargetChange>> perTarget = new ArrayList<>();
    for (PreparedTarget target : targets) {
      perTarget.add(
          changes
              .keyBy(change -> KeyGroups.representative(KeyGroups.of(change.key())), Types.INT)
              .map(new FailOnce())
              .returns(ChangeTypes.TARGET_CHANGE)
              .uid("keyed-" + target.table()));
    }
    ClickHouseSink.attach(perTarget, changes.getSideOutput(COMMITS), targets, options, "sink");
    return env.executeAsync("sink test");
  }

  private static final class Expand extends ProcessFunction<Long, TargetChange> {
    private static final long serialVersionUID = 1;

    private final TestLog log;

    Expand(TestLog log) {
      this.log = log;
    }

    @Override
    public void processElement(Long n, Context context, Collector<TargetChange> out) {
      log.transaction(n).forEach(out::collect);
      context.output(COMMITS, new Commit(TestLog.lsn(n), n));
    }
  }

  private static final class FailOnce implements MapFunction<TargetChange, TargetChange> {
    private static final long serialVersionUID = 1;

    @Override
    public TargetChange map(TargetChange change) {
      if (FAIL.compareAndSet(true, false)) {
        throw new IllegalStateException("made to fail");
      }
      return change;
    }
  }
}
