package io.millrace.end;

import io.millrace.MillraceJob;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.awaitility.Awaitility;

/** A pipeline's job in this JVM, on RocksDB. */
public final class RunningJob implements AutoCloseable {

  private final JobClient client;
  private final Path home;
  private final int uiPort;

  private RunningJob(JobClient client, Path home, int uiPort) {
    this.client = client;
    this.home = home;
    this.uiPort = uiPort;
  }

  public static RunningJob start(TestPipeline pipeline, int parallelism) throws Exception {
    return start(pipeline, parallelism, null);
  }

  /**
   * @param savepoint null: a fresh start
   */
  public static RunningJob start(TestPipeline pipeline, int parallelism, String savepoint)
      throws Exception {
    return start(pipeline, parallelism, savepoint, Map.of());
  }

  /**
   * @param savepoint null: a fresh start
   * @param settings of Flink's, that win over ours
   */
  public static RunningJob start(
      TestPipeline pipeline, int parallelism, String savepoint, Map<String, String> settings)
      throws Exception {
    Path home = TestServers.get().home;
    Configuration configuration = new Configuration();
    configuration.setString("state.backend.type", "rocksdb");
    configuration.setString("execution.checkpointing.incremental", "true");
    configuration.setString(
        "execution.checkpointing.dir", home.resolve("checkpoints").toUri().toString());
    configuration.setString("restart-strategy.type", "exponential-delay");
    configuration.setString("restart-strategy.exponential-delay.initial-backoff", "200 ms");
    configuration.setString("restart-strategy.exponential-delay.max-backoff", "2 s");
    configuration.setString("taskmanager.memory.managed.size", "1 gb");
    configuration.setString("taskmanager.memory.network.max", "128 mb");
    configuration.setString("taskmanager.numberOfTaskSlots", "4");
    if (savepoint != null) {
      configuration.setString("execution.state-recovery.path", savepoint);
    }
    settings.forEach(configuration::setString);
    int uiPort = freePort();
    configuration.setString("rest.port", Integer.toString(uiPort));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    MillraceJob.prepare(env, pipeline.pipeline(), false, false);
    return new RunningJob(env.executeAsync(pipeline.name), home, uiPort);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  public JobStatus status() throws Exception {
    return client.getJobStatus().get();
  }

  /**
   * Checkpoints that failed, also those that could not begin because the job was still starting.
   */
  public long failedCheckpoints() {
    return new ClusterRest("http://localhost:" + uiPort)
        .failedCheckpoints(client.getJobID().toString());
  }

  /** Begins a checkpoint now, whatever the interval. */
  void checkpoint() {
    new ClusterRest("http://localhost:" + uiPort).checkpoint(client.getJobID().toString());
  }

  /** Stack traces of its failures, as the web UI has them. */
  public String exceptions() {
    return new ClusterRest("http://localhost:" + uiPort).exceptions(client.getJobID().toString());
  }

  /** Waits until the job has failed for good, and gives all messages of its failure. */
  public String awaitFailure() throws Exception {
    try {
      client.getJobExecutionResult().get(90, TimeUnit.SECONDS);
      throw new AssertionError("the job ended well");
    } catch (ExecutionException e) {
      StringBuilder messages = new StringBuilder();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        messages.append(cause.getMessage()).append('\n');
      }
      return messages.toString();
    }
  }

  /** The largest value of a metric over all tasks, as the web UI has it. */
  public double largest(String metric) {
    return new ClusterRest("http://localhost:" + uiPort)
        .largest(client.getJobID().toString(), metric);
  }

  public String stopWithSavepoint() throws Exception {
    return client
        .stopWithSavepoint(
            false, home.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
        .get(2, TimeUnit.MINUTES);
  }

  @Override
  public void close() throws Exception {
    try {
      client.cancel().get(1, TimeUnit.MINUTES);
    } catch (ExecutionException | IllegalStateException alreadyEnded) {
      return;
    }
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> ended());
  }

  private boolean ended() {
    try {
      return status().isGloballyTerminalState();
    } catch (Exception clusterIsGone) {
      return true;
    }
  }
}
