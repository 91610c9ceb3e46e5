package io.millrace.source.postgres;

import static org.awaitility.Awaitility.await;

import io.millrace.change.Change;
import io.millrace.change.ChangeTypes;
import io.millrace.change.LogEvent;
import io.millrace.source.SourceScan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The source in a job of its own, with a {@link Collector} behind it. */
final class SourceRun implements AutoCloseable {

  private static final Map<Integer, Collector.Tape> TAPES = new ConcurrentHashMap<>();
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Collector.Tape tape;
  private final JobClient job;

  private SourceRun(Collector.Tape tape, JobClient job) {
    this.tape = tape;
    this.job = job;
  }

  static Collector.Tape tape(int run) {
    return TAPES.get(run);
  }

  /** How a run is started; everything has a default. */
  record Setup(
      int parallelism,
      Duration checkpoints,
      String savepoint,
      Collector.Tape tape,
      int restarts,
      Duration bufferTimeout,
      Configuration more) {

    static Setup standard() {
      return new Setup(
          1,
          Duration.ofMillis(200),
          null,
          new Collector.Tape(),
          0,
          Duration.ofMillis(100),
          new Configuration());
    }

    /** With further settings of Flink's. */
    Setup with(Configuration settings) {
      return new Setup(
          parallelism, checkpoints, savepoint, tape, restarts, bufferTimeout, settings);
    }

    Setup withParallelism(int readers) {
      return new Setup(readers, checkpoints, savepoint, tape, restarts, bufferTimeout, more);
    }

    Setup withCheckpoints(Duration interval) {
      return new Setup(parallelism, interval, savepoint, tape, restarts, bufferTimeout, more);
    }

    Setup withRestarts(int count) {
      return new Setup(parallelism, checkpoints, savepoint, tape, count, bufferTimeout, more);
    }

    /** How long what a reader has emitted may lie in a network buffer that is not full. */
    Setup withBufferTimeout(Duration timeout) {
      return new Setup(parallelism, checkpoints, savepoint, tape, restarts, timeout, more);
    }

    /** Goes on with what an earlier run has collected. */
    Setup from(String path, SourceRun earlier) {
      return new Setup(parallelism, checkpoints, path, earlier.tape, restarts, bufferTimeout, more);
    }
  }

  static SourceRun start(PostgresSourceOptions options, List<SourceScan> scans) throws Exception {
    return start(options, scans, Setup.standard());
  }

  static SourceRun start(PostgresSourceOptions options, List<SourceScan> scans, Setup setup)
      throws Exception {
    Configuration configuration = setup.more().clone();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS,
        setup.restarts() == 0 ? 1 : setup.restarts());
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    if (setup.restarts() == 0) {
      configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    }
    if (setup.savepoint() != null) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, setup.savepoint());
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(setup.parallelism(), configuration);
    environment.getConfig().disableGenericTypes();
    environment.getConfig().enableObjectReuse();
    environment.setBufferTimeout(setup.bufferTimeout().toMillis());
    if (!setup.checkpoints().isZero()) {
      environment.enableCheckpointing(setup.checkpoints().toMillis());
    }
    int run = RUNS.incrementAndGet();
    TAPES.put(run, setup.tape());
    environment
        .fromSource(
            new PostgresSource(options, scans), WatermarkStrategy.noWatermarks(), "postgres")
        .uid("source")
        .transform("collect", ChangeTypes.LOG_EVENT, new Collector(run))
        .uid("collect")
        .setParallelism(1);
    return new SourceRun(setup.tape(), environment.executeAsync());
  }

  JobID job() {
    return job.getJobID();
  }

  List<Object> events() {
    return tape.events();
  }

  Collector.Tape tape() {
    return tape;
  }

  List<Change> changes() {
    return events().stream().filter(Change.class::isInstance).map(Change.class::cast).toList();
  }

  /**
   * Waits for the watermark of a position or a later one; fails at once when the job has failed.
   */
  void awaitWatermark(long lsn) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .failFast("the job ended", () -> status().isGloballyTerminalState())
        .until(() -> watermark() >= lsn);
  }

  long watermark() {
    List<Object> events = events();
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i) instanceof Long watermark) {
        return watermark;
      }
    }
    return Long.MIN_VALUE;
  }

  JobStatus status() {
    try {
      return job.getJobStatus().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      return JobStatus.FAILED;
    }
  }

  /** Waits until the job has failed, and gives all messages of its failure. */
  String awaitFailure() throws InterruptedException {
    try {
      job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
      throw new AssertionError("the job ended well");
    } catch (ExecutionException e) {
      StringBuilder messages = new StringBuilder();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        messages.append(cause.getMessage()).append('\n');
      }
      return messages.toString();
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("the job has not failed", e);
    }
  }

  void awaitEnd() throws Exception {
    job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
  }

  String savepoint(Path dir) throws Exception {
    return job.triggerSavepoint(dir.toUri().toString(), SavepointFormatType.CANONICAL)
        .get(60, TimeUnit.SECONDS);
  }

  String stop(Path dir) throws Exception {
    String path =
        job.stopWithSavepoint(false, dir.toUri().toString(), SavepointFormatType.CANONICAL)
            .get(60, TimeUnit.SECONDS);
    job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
    return path;
  }

  @Override
  public void close() throws Exception {
    if (!status().isGloballyTerminalState()) {
      job.cancel().get(60, TimeUnit.SECONDS);
      await().atMost(PATIENCE).until(() -> status().isGloballyTerminalState());
    }
  }

  static LogEvent event(Object event) {
    return (LogEvent) event;
  }
}
