package io.millrace.bench;

import io.millrace.local.ClickHouseServer;
import io.millrace.local.FlinkCluster;
import io.millrace.local.LocalHome;
import io.millrace.local.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The servers of a run, with the settings that all contenders get.
 *
 * @param directory for data, logs and pipelines of this run
 * @param repository the clone that is measured
 * @param memory of the TaskManager's process, as Flink writes it
 * @param managed memory for state, in it
 */
public record Stand(
    Path directory,
    Path repository,
    PostgresServer postgres,
    ClickHouseServer clickHouse,
    String memory,
    String managed,
    int parallelism,
    String checkpointInterval) {

  public static PostgresServer postgres(Path directory) {
    return new PostgresServer(LocalHome.ofTest(directory))
        .withSettings(
            Map.of(
                "shared_buffers", "1GB",
                "max_wal_size", "8GB",
                "autovacuum", "off",
                "jit", "off"));
  }

  /** One TaskManager with a slot for each subtask. */
  FlinkCluster cluster() {
    return new FlinkCluster(LocalHome.ofTest(directory))
        .withTaskManagers(1, parallelism)
        .withSettings(
            Map.of(
                "taskmanager.memory.process.size", memory,
                "taskmanager.memory.managed.size", managed,
                "heartbeat.timeout", "60 s"));
  }

  /** Of the servers that live as long as the run. */
  CpuSeconds cpu() {
    return CpuSeconds.of(servers());
  }

  /** Of those and a cluster. */
  CpuSeconds cpu(FlinkCluster cluster) {
    Map<String, Long> pids = new LinkedHashMap<>();
    pids.put("taskmanager", cluster.taskManager(1).pid());
    pids.put("jobmanager", cluster.jobManager().pid());
    pids.putAll(servers());
    return CpuSeconds.of(pids);
  }

  private Map<String, Long> servers() {
    Map<String, Long> pids = new LinkedHashMap<>();
    pids.put("postgres", postgres.pid());
    pids.put("clickhouse", clickHouse.pid());
    return pids;
  }

  void dropSlots() throws SQLException {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
      statement.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
    }
  }
}
