package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A standalone Flink session cluster: one JobManager and some TaskManagers, each a process.
 * Settings are those of {@code flink-conf/}; checkpoints and savepoints go below the home
 * directory.
 *
 * <p>There is no high availability: jobs of a killed JobManager are gone and start again from a
 * checkpoint by hand.
 */
public final class FlinkCluster implements Server {
  private static final String REST = "rest";
  private static final String TASK_MANAGER = "flink-taskmanager-";
  private static final Map<String, Integer> USUAL_PORTS =
      Map.of(REST, 8081, "rpc", 6123, "blob", 6124);

  private final LocalHome home;
  private final int taskManagers;
  private final int slots;
  private final Map<String, String> settings;
  private final ServerProcess jobManager;
  private final FlinkConf conf;
  private final FlinkRest rest;

  /** Two TaskManagers of two slots. */
  public FlinkCluster(LocalHome home) {
    this(home, 2, 2, Map.of());
  }

  private FlinkCluster(LocalHome home, int taskManagers, int slots, Map<String, String> settings) {
    this.home = home;
    this.taskManagers = taskManagers;
    this.slots = slots;
    this.settings = Map.copyOf(settings);
    this.jobManager = new ServerProcess(home, "flink-jobmanager");
    this.conf = new FlinkConf(dir().resolve("conf"));
    this.rest = new FlinkRest(() -> jobManager.port(REST));
  }

  public FlinkCluster withTaskManagers(int count, int slotsEach) {
    return new FlinkCluster(home, count, slotsEach, settings);
  }

  /**
   * The same cluster with further settings of config.yaml, which win over ours; they count from the
   * next start.
   */
  public FlinkCluster withSettings(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(more);
    return new FlinkCluster(home, taskManagers, slots, all);
  }

  @Override
  public String name() {
    return "flink";
  }

  /** Starts what is missing of the cluster. */
  @Override
  public void start() {
    Map<String, Integer> ports = jobManager.ports();
    if (!jobManager.isRunning()) {
      ports = jobManager.choosePorts(USUAL_PORTS);
      removeTemporaryFiles();
      conf.write(classPath(), configuration(ports));
      jobManager().awaitAnswer(jobManager().launch(ports));
    }
    Map<FlinkProcess, BooleanSupplier> launched = new LinkedHashMap<>();
    for (FlinkProcess taskManager : taskManagers()) {
      if (!taskManager.isRunning()) {
        launched.put(taskManager, taskManager.launch(Map.of()));
      }
    }
    launched.forEach(FlinkProcess::awaitAnswer);
  }

  private Map<String, String> configuration(Map<String, Integer> ports) {
    Map<String, String> all = new TreeMap<>();
    for (String key :
        List.of(
            "jobmanager.rpc.address",
            "jobmanager.bind-host",
            "taskmanager.host",
            "taskmanager.bind-host",
            "rest.address",
            "rest.bind-address")) {
      all.put(key, Ports.HOST);
    }
    all.put("jobmanager.rpc.port", Integer.toString(ports.get("rpc")));
    all.put("rest.port", Integer.toString(ports.get(REST)));
    all.put("blob.server.port", Integer.toString(ports.get("blob")));
    all.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
    all.put("io.tmp.dirs", temporary().toString());
    all.put("web.tmpdir", temporary().toString());
    all.put("execution.checkpointing.dir", checkpoints().toUri().toString());
    all.put("execution.checkpointing.savepoint-dir", savepoints().toUri().toString());
    all.putAll(settings);
    return all;
  }

  // A killed process leaves RocksDB's files here; they are copies of what its checkpoints hold.
  private void removeTemporaryFiles() {
    try {
      if (taskManagers().stream().noneMatch(FlinkProcess::isRunning)) {
        Unpack.delete(temporary());
      }
      Files.createDirectories(temporary());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot clear " + temporary(), e);
    }
  }

  public FlinkProcess jobManager() {
    return process(FlinkRole.JOB_MANAGER, jobManager);
  }

  /**
   * One TaskManager, to be killed and started again on its own.
   *
   * @param number from 1 on
   */
  public FlinkProcess taskManager(int number) {
    return process(FlinkRole.TASK_MANAGER, new ServerProcess(home, TASK_MANAGER + number));
  }

  public List<FlinkProcess> taskManagers() {
    return IntStream.rangeClosed(1, taskManagers).mapToObj(this::taskManager).toList();
  }

  private FlinkProcess process(FlinkRole role, ServerProcess process) {
    return new FlinkProcess(role, process, conf, this::classPath, rest);
  }

  private String classPath() {
    return MavenLibraries.classPath(home.cache(), "flink");
  }

  /** Stops all processes, also TaskManagers beyond the number asked for now. */
  @Override
  public void stop() {
    startedTaskManagers().parallelStream().forEach(FlinkProcess::stop);
    jobManager().stop();
  }

  @Override
  public void kill() {
    startedTaskManagers().forEach(FlinkProcess::kill);
    jobManager.kill();
  }

  private List<FlinkProcess> startedTaskManagers() {
    if (!Files.isDirectory(home.dir())) {
      return List.of();
    }
    try (Stream<Path> dirs = Files.list(home.dir())) {
      return dirs.map(dir -> dir.getFileName().toString())
          .filter(name -> name.startsWith(TASK_MANAGER))
          .map(name -> taskManager(Integer.parseInt(name.substring(TASK_MANAGER.length()))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + home.dir(), e);
    }
  }

  /** Running if all processes run; crashed if one has crashed or is missing. */
  @Override
  public Status status() {
    List<Status> all =
        Stream.concat(Stream.of(jobManager()), taskManagers().stream())
            .map(Server::status)
            .distinct()
            .toList();
    return all.size() == 1 ? all.get(0) : Status.CRASHED;
  }

  /** Process id of the JobManager. */
  @Override
  public long pid() {
    return jobManager.pid();
  }

  /** Log of the JobManager. */
  @Override
  public Path logFile() {
    return jobManager.logFile();
  }

  public String restUrl() {
    return "http://" + Ports.HOST + ":" + jobManager.port(REST);
  }

  /** Slots of all TaskManagers that the JobManager takes for alive. */
  public int registeredSlots() {
    return rest.slots();
  }

  /**
   * Directory of the generated config.yaml. Whoever submits a job must load it too: checkpointing,
   * restarts and type rules are taken from the submitter's configuration, not from the cluster's.
   */
  public Path confDir() {
    return conf.dir();
  }

  public Path checkpoints() {
    return dir().resolve("checkpoints");
  }

  public Path savepoints() {
    return dir().resolve("savepoints");
  }

  private Path temporary() {
    return dir().resolve("tmp");
  }

  private Path dir() {
    return home.dir().resolve("flink");
  }

  @Override
  public Map<String, String> addresses() {
    return jobManager.ports().isEmpty() ? Map.of() : Map.of("web", restUrl());
  }
}
