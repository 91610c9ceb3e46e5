package io.millrace.cli.submit;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Flink's settings for a start: {@code flink-conf/config.yaml}, and ours over it. */
final class FlinkSettings {

  /** System property naming the directory of config.yaml; {@code deploy/millrace} sets it. */
  private static final String DIRECTORY = "millrace.flink-conf";

  private static final String CHECKPOINTING = "execution.checkpointing.";
  private static final MemorySize MANAGED = MemorySize.ofMebiBytes(512);
  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(128);

  private FlinkSettings() {}

  /**
   * For a cluster, which has a configuration of its own: of the file only how to checkpoint, which
   * Flink takes from whoever submits; where to, the cluster knows.
   */
  static Configuration remote(URI flink, Path jar, JobStart start) {
    Configuration settings = new Configuration();
    Configuration file = file();
    for (String key : file.keySet()) {
      boolean place = key.endsWith(".dir") || key.endsWith("-dir");
      if (key.startsWith(CHECKPOINTING) && !place) {
        settings.setString(key, file.getString(key, ""));
      }
    }
    settings.set(DeploymentOptions.TARGET, "remote");
    settings.set(DeploymentOptions.ATTACHED, false);
    settings.set(RestOptions.ADDRESS, flink.getHost());
    settings.set(RestOptions.PORT, port(flink));
    settings.set(SecurityOptions.SSL_REST_ENABLED, "https".equals(flink.getScheme()));
    settings.set(PipelineOptions.JARS, List.of(jar.toUri().toString()));
    apply(start, settings);
    return settings;
  }

  private static int port(URI flink) {
    if (flink.getPort() > 0) {
      return flink.getPort();
    }
    return "https".equals(flink.getScheme()) ? 443 : 80;
  }

  /**
   * For a cluster inside this process.
   *
   * @param directory for checkpoints, savepoints and scratch files
   * @param slots number of task slots
   */
  static Configuration embedded(int uiPort, Path directory, int slots, JobStart start) {
    Configuration settings = file();
    settings.removeConfig(RestOptions.BIND_PORT);
    settings.set(RestOptions.PORT, uiPort);
    settings.set(RestOptions.ADDRESS, "127.0.0.1");
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    settings.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
    settings.removeConfig(TaskManagerOptions.TOTAL_PROCESS_MEMORY);
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
    settings.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());
    settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, uri(directory.resolve("checkpoints")));
    settings.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, uri(directory.resolve("savepoints")));
    apply(start, settings);
    return settings;
  }

  private static String uri(Path path) {
    return path.toUri().toString();
  }

  private static void apply(JobStart start, Configuration settings) {
    start.savepoint().ifPresent(path -> settings.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    start.parallelism().ifPresent(p -> settings.set(CoreOptions.DEFAULT_PARALLELISM, p));
  }

  private static Configuration file() {
    String directory = System.getProperty(DIRECTORY);
    return directory == null
        ? new Configuration()
        : GlobalConfiguration.loadConfiguration(directory);
  }
}
