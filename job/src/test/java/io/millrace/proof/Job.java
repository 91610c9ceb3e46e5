package io.millrace.proof;

import io.millrace.change.ChangeTypes;
import io.millrace.change.KeyGroups;
import io.millrace.change.LogEvent;
import io.millrace.proof.history.Scenario;
import io.millrace.proof.simulator.JobShape;
import io.millrace.topology.TargetStreams;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.source.SourceFunction;

/** The production graph of a scenario, with places for a source and sinks. */
record Job(Scenario scenario, JobShape shape) {

  /** Uid of what stands where the log's commits go. */
  static final String COMMITS = "commits";

  /** Uid of what stands where a target's sink does. */
  static String sink(int target) {
    return "sink-" + target;
  }

  static Job of(Scenario scenario) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);
    env.setMaxParallelism(KeyGroups.COUNT);
    env.getConfig().enableObjectReuse();
    env.getConfig().disableGenericTypes();
    DataStream<LogEvent> log =
        env.addSource(new NoSource(), "source", ChangeTypes.LOG_EVENT).uid("source");
    TargetStreams streams = TargetStreams.of(log, scenario.plan());
    for (int i = 0; i < streams.targets().size(); i++) {
      end(streams.targets().get(i), sink(i));
    }
    end(streams.commits(), COMMITS);
    try {
      return new Job(scenario, new JobShape(env.getStreamGraph(), KeyGroups.COUNT));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static <T> void end(DataStream<T> stream, String uid) {
    stream.map(new NoSink<T>(), Types.VOID).uid(uid);
  }

  /** Never run. */
  @SuppressWarnings("deprecation")
  private static final class NoSource implements SourceFunction<LogEvent> {
    private static final long serialVersionUID = 1;

    @Override
    public void run(SourceContext<LogEvent> context) {}

    @Override
    public void cancel() {}
  }

  /** Never run. */
  private static final class NoSink<T>
      implements org.apache.flink.api.common.functions.MapFunction<T, Void> {
    private static final long serialVersionUID = 1;

    @Override
    public Void map(T value) {
      return null;
    }
  }
}
