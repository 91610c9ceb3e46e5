package io.millrace.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The JobManager or one TaskManager of a {@link FlinkCluster}; start the cluster first. */
public final class FlinkProcess extends SingleProcessServer {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

  private final FlinkRole role;
  private final FlinkConf conf;
  private final Supplier<String> classPath;
  private final FlinkRest rest;

  FlinkProcess(
      FlinkRole role,
      ServerProcess process,
      FlinkConf conf,
      Supplier<String> classPath,
      FlinkRest rest) {
    super(process, "TERM");
    this.role = role;
    this.conf = conf;
    this.classPath = classPath;
    this.rest = rest;
  }

  /**
   * Returns when a JobManager serves REST, and when a TaskManager is registered with the
   * JobManager.
   */
  @Override
  public void start() {
    if (!process().isRunning()) {
      awaitAnswer(launch(process().ports()));
    }
  }

  /** Starts the process without waiting; the result tells whether it answers yet. */
  BooleanSupplier launch(Map<String, Integer> ports) {
    // A name of its own for each life: a killed TaskManager stays in the JobManager's list until
    // its heartbeat fails.
    String resourceId =
        name() + "-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    List<String> options = new ArrayList<>(conf.jvmOptions(role.key()));
    options.add("-Dlog4j.configurationFile=" + conf.logging().toUri());
    // The web UI shows this file.
    options.add("-Dlog.file=" + process().logFile());
    List<String> arguments = new ArrayList<>(List.of("--configDir", conf.dir().toString()));
    arguments.addAll(conf.arguments(role.key()));
    if (role == FlinkRole.TASK_MANAGER) {
      arguments.add("-Dtaskmanager.resource-id=" + resourceId);
    }
    process()
        .launch(
            JavaCommand.of(options, classPath.get(), role.mainClass(), arguments), Map.of(), ports);
    return role == FlinkRole.TASK_MANAGER ? () -> rest.hasTaskManager(resourceId) : rest::answers;
  }

  void awaitAnswer(BooleanSupplier answers) {
    process().awaitAnswer(answers, START_TIMEOUT);
  }

  @Override
  public Map<String, String> addresses() {
    return Map.of();
  }
}
