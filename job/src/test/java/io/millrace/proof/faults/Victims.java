package io.millrace.proof.faults;

import io.millrace.local.ClickHouseServer;
import io.millrace.local.FlinkCluster;
import io.millrace.local.FlinkProcess;
import io.millrace.local.PostgresServer;
import io.millrace.local.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The processes and links that faults happen to. */
record Victims(
    PostgresServer postgres,
    ClickHouseServer clickhouse,
    FlinkCluster cluster,
    TaskManagers taskManagers,
    FaultyLink toPostgres,
    FaultyLink toClickHouse) {

  private static final int BEGIN_WITHIN_MILLIS = 1_000;
  private static final int AWAY_MILLIS = 2_000;
  private static final int CUT_MILLIS = 2_500;

  /** Shorter than heartbeats take to notice, and so long that it comes back as a ghost. */
  private static final List<Integer> PAUSES_MILLIS = List.of(1_500, 6_000);

  /** What a fault did. */
  record Done(FaultKind kind, String what) {}

  /** Makes the faults of a round happen and end; what was killed is back when this returns. */
  List<Done> suffer(Round round, Random random) throws Exception {
    List<FlinkProcess> busy = taskManagers.busy();
    ExecutorService threads = Executors.newFixedThreadPool(round.faults().size());
    try {
      List<CompletableFuture<Done>> faults = new ArrayList<>();
      for (FaultKind kind : round.faults()) {
        Random own = new Random(random.nextLong());
        faults.add(
            CompletableFuture.supplyAsync(
                () -> new Done(kind, unchecked(() -> one(kind, round, busy, own))), threads));
      }
      List<Done> done = new ArrayList<>();
      for (CompletableFuture<Done> fault : faults) {
        done.add(fault.get());
      }
      return done;
    } finally {
      threads.shutdown();
    }
  }

  private interface Fault {
    String happen() throws Exception;
  }

  private static String unchecked(Fault fault) {
    try {
      return fault.happen();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String one(FaultKind kind, Round round, List<FlinkProcess> busy, Random random)
      throws Exception {
    if (round.faults().size() > 1) {
      Thread.sleep(random.nextInt(BEGIN_WITHIN_MILLIS));
    }
    return switch (kind) {
      case KILL_TASK_MANAGER -> {
        FlinkProcess victim = busy.get(random.nextInt(busy.size()));
        victim.kill();
        taskManagers.revive();
        yield victim.name();
      }
      case KILL_JOB_MANAGER -> killAndStart(cluster.jobManager(), random);
      case KILL_POSTGRES -> killAndStart(postgres, random);
      case KILL_CLICKHOUSE -> killAndStart(clickhouse, random);
      case KILL_EVERYTHING -> everything();
      case PAUSE -> pause(round, busy, random);
      case CUT -> cut(random);
    };
  }

  private static String killAndStart(Server server, Random random) throws InterruptedException {
    server.kill();
    int millis = random.nextInt(AWAY_MILLIS);
    Thread.sleep(millis);
    server.start();
    return server.name() + " away for " + millis + " ms";
  }

  /** As after a loss of power, all comes back at once; nobody waits for the TaskManagers. */
  private String everything() {
    Stream.of(cluster, clickhouse, postgres).parallel().forEach(Server::kill);
    taskManagers.settle();
    taskManagers.revive(PipelineUnderFaults.PARALLELISM);
    Stream.<Server>of(postgres, clickhouse, cluster.jobManager())
        .map(server -> CompletableFuture.runAsync(server::start, taskManagers.starter()))
        .toList()
        .forEach(CompletableFuture::join);
    return "all";
  }

  /** One that nothing else of the round happens to. */
  private String pause(Round round, List<FlinkProcess> busy, Random random) throws Exception {
    List<Server> candidates = new ArrayList<>();
    if (!round.faults().contains(FaultKind.KILL_TASK_MANAGER)) {
      candidates.add(busy.get(0));
    }
    if (!round.faults().contains(FaultKind.KILL_JOB_MANAGER)) {
      candidates.add(cluster.jobManager());
    }
    if (!round.faults().contains(FaultKind.KILL_POSTGRES)) {
      candidates.add(postgres);
    }
    if (!round.faults().contains(FaultKind.KILL_CLICKHOUSE)) {
      candidates.add(clickhouse);
    }
    Server victim = candidates.get(random.nextInt(candidates.size()));
    int millis = PAUSES_MILLIS.get(random.nextInt(PAUSES_MILLIS.size()));
    List<Long> processes =
        ProcessHandle.of(victim.pid()).stream()
            .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
            .map(ProcessHandle::pid)
            .toList();
    signal("-STOP", processes);
    Thread.sleep(millis);
    signal("-CONT", processes);
    return victim.name() + " stopped for " + millis + " ms";
  }

  private static void signal(String signal, List<Long> processes)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    processes.forEach(pid -> command.add(Long.toString(pid)));
    new ProcessBuilder(command).start().waitFor();
  }

  private String cut(Random random) throws InterruptedException {
    boolean postgresSide = random.nextBoolean();
    FaultyLink link = postgresSide ? toPostgres : toClickHouse;
    FaultyLink.Mode[] modes = FaultyLink.Mode.values();
    FaultyLink.Mode mode = modes[1 + random.nextInt(modes.length - 1)];
    link.become(mode);
    Thread.sleep(CUT_MILLIS);
    if (mode == FaultyLink.Mode.SILENT || mode == FaultyLink.Mode.ANSWER_WITHHELD) {
      link.reset();
    }
    link.become(FaultyLink.Mode.SOUND);
    return (postgresSide ? "to postgres " : "to clickhouse ") + mode;
  }
}
