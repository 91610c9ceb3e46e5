package io.millrace.proof.faults;

import io.millrace.local.ClickHouseServer;
import io.millrace.local.FlinkCluster;
import io.millrace.local.FlinkProcess;
import io.millrace.local.PostgresServer;
import io.millrace.local.Server;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The processes that faults happen to. */
record Victims(
    PostgresServer postgres,
    ClickHouseServer clickhouse,
    FlinkCluster cluster,
    FaultyLink toPostgres,
    FaultyLink toClickHouse) {

  /** What a fault did, and whether the job is gone with it. */
  record Done(String what, boolean jobIsGone) {}

  /** Makes the fault happen and end; the servers are back when this returns. */
  Done suffer(FaultKind kind, Random random) throws Exception {
    switch (kind) {
      case KILL_TASK_MANAGER -> {
        FlinkProcess victim =
            cluster.taskManager(1 + random.nextInt(cluster.taskManagers().size()));
        victim.kill();
        away(random, 500);
        victim.start();
      }
      case KILL_JOB_MANAGER -> {
        cluster.jobManager().kill();
        away(random, 500);
        cluster.start();
        return new Done("jobmanager", true);
      }
      case KILL_POSTGRES -> killAndStart(postgres, random);
      case KILL_CLICKHOUSE -> killAndStart(clickhouse, random);
      case KILL_EVERYTHING -> {
        Stream.of(cluster, clickhouse, postgres).parallel().forEach(Server::kill);
        Stream.of(postgres, clickhouse, cluster).parallel().forEach(Server::start);
        return new Done("all", true);
      }
      case PAUSE -> {
        return new Done(pause(random), false);
      }
      case CUT -> {
        return new Done(cut(random), false);
      }
    }
    return new Done("", false);
  }

  private static void killAndStart(Server server, Random random) throws InterruptedException {
    server.kill();
    away(random, 3_000);
    server.start();
  }

  private static void away(Random random, int atMostMillis) throws InterruptedException {
    Thread.sleep(random.nextInt(atMostMillis));
  }

  /** Short, or so long that heartbeats are missed and the process comes back as a ghost. */
  private String pause(Random random) throws Exception {
    List<Server> servers =
        List.of(cluster.taskManager(1), cluster.jobManager(), clickhouse, postgres);
    Server victim = servers.get(random.nextInt(servers.size()));
    int millis = random.nextBoolean() ? 1_500 : 12_000;
    List<Long> processes =
        ProcessHandle.of(victim.pid()).stream()
            .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
            .map(ProcessHandle::pid)
            .toList();
    signal("-STOP", processes);
    Thread.sleep(millis);
    signal("-CONT", processes);
    return victim.name() + " for " + millis + " ms";
  }

  private static void signal(String signal, List<Long> processes)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("kill", signal));
    processes.forEach(pid -> command.add(Long.toString(pid)));
    new ProcessBuilder(command).start().waitFor();
  }

  private String cut(Random random) throws InterruptedException {
    boolean postgresSide = random.nextBoolean();
    FaultyLink link = postgresSide ? toPostgres : toClickHouse;
    FaultyLink.Mode[] modes = FaultyLink.Mode.values();
    FaultyLink.Mode mode = modes[1 + random.nextInt(modes.length - 1)];
    link.become(mode);
    Thread.sleep(3_000);
    if (mode == FaultyLink.Mode.SILENT) {
      link.reset();
    }
    link.become(FaultyLink.Mode.SOUND);
    return (postgresSide ? "postgres " : "clickhouse ") + mode;
  }
}
