package io.millrace.bench.source;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A source with a {@link Counter} behind it, as a Flink job in this JVM. */
final class SourceJob implements AutoCloseable {

  private static final Duration CHECKPOINTS = Duration.ofSeconds(5);

  private final JobClient job;

  private SourceJob(JobClient job) {
    this.job = job;
  }

  /** Starts it; the counter stands where it was set. */
  static <T> SourceJob start(Source<T, ?, ?> source, int parallelism) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, new Configuration());
    environment.getConfig().enableObjectReuse();
    environment.enableCheckpointing(CHECKPOINTS.toMillis());
    environment
        .fromSource(source, WatermarkStrategy.noWatermarks(), "source")
        .filter(new Counter<>())
        .sinkTo(new DiscardingSink<>());
    return new SourceJob(environment.executeAsync());
  }

  /**
   * Waits until so many changes have come.
   *
   * @throws IllegalStateException when the job has ended before
   */
  void await(long changes) throws Exception {
    int looks = 0;
    while (Counter.count() < changes) {
      Thread.sleep(1);
      if (++looks % 1000 == 0 && job.getJobStatus().get().isGloballyTerminalState()) {
        throw new IllegalStateException(
            "the job ended after " + Counter.count() + " of " + changes + " changes");
      }
    }
  }

  @Override
  public void close() throws Exception {
    job.cancel().get();
    try {
      job.getJobExecutionResult().get();
    } catch (ExecutionException cancelled) {
      // As asked.
    }
  }
}
