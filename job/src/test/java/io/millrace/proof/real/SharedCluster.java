package io.millrace.proof.real;

import io.millrace.MillraceJob;
import io.millrace.end.TestPipeline;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One Flink cluster in this JVM for all histories: to start one takes longer than a history. */
final class SharedCluster implements AutoCloseable {

  private static final Map<String, String> CLUSTER =
      Map.of(
          "rest.port", "0",
          "execution.checkpointing.num-retained", "4",
          "taskmanager.memory.managed.size", "768 mb",
          "taskmanager.memory.network.max", "192 mb",
          "taskmanager.memory.network.min", "192 mb",
          "taskmanager.network.memory.buffers-per-channel", "1",
          "heartbeat.timeout", "3 min");

  private static final Map<String, String> JOB =
      Map.of(
          "execution.checkpointing.incremental", "true",
          "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION",
          "restart-strategy.type", "exponential-delay",
          "restart-strategy.exponential-delay.initial-backoff", "50 ms",
          "restart-strategy.exponential-delay.max-backoff", "1 s");

  private final MiniCluster cluster;
  private final Path home;

  /**
   * @param home for checkpoints and savepoints
   * @param slots of all jobs together
   */
  SharedCluster(Path home, int slots) throws Exception {
    this.home = home;
    Configuration configuration = new Configuration();
    CLUSTER.forEach(configuration::setString);
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
  }

  /**
   * @param backend of its state, by Flink's name
   * @param from a savepoint or checkpoint; null: a fresh start
   */
  HistoryJob start(TestPipeline pipeline, String backend, int parallelism, String from)
      throws SQLException, java.util.concurrent.ExecutionException, InterruptedException {
    Path own = home.resolve(pipeline.name);
    Configuration configuration = new Configuration();
    JOB.forEach(configuration::setString);
    configuration.setString("state.backend.type", backend);
    configuration.setString(
        "execution.checkpointing.dir", own.resolve("checkpoints").toUri().toString());
    if (from != null) {
      configuration.setString("execution.state-recovery.path", from);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(parallelism);
    MillraceJob.prepare(env, pipeline.pipeline(), false, false);
    JobGraph graph = env.getStreamGraph().getJobGraph();
    cluster.submitJob(graph).get();
    return new HistoryJob(cluster, graph.getJobID(), own);
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
