package io.millrace.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** All servers of one home. Making one starts nothing. */
public final class LocalStack implements AutoCloseable {
  private final LocalHome home;
  private final PostgresServer postgres;
  private final ClickHouseServer clickHouse;
  private final KafkaServer kafka;
  private final FlinkCluster flink;

  public LocalStack(LocalHome home) {
    this.home = home;
    this.postgres = new PostgresServer(home);
    this.clickHouse = new ClickHouseServer(home);
    this.kafka = new KafkaServer(home);
    this.flink = new FlinkCluster(home);
  }

  public LocalHome home() {
    return home;
  }

  public PostgresServer postgres() {
    return postgres;
  }

  public ClickHouseServer clickHouse() {
    return clickHouse;
  }

  public KafkaServer kafka() {
    return kafka;
  }

  public FlinkCluster flink() {
    return flink;
  }

  public List<Server> servers() {
    return List.of(postgres, clickHouse, kafka, flink);
  }

  /** The servers of these names. */
  public List<Server> servers(Collection<String> names) {
    return names.stream().distinct().map(this::server).toList();
  }

  private Server server(String name) {
    return servers().stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new LocalStackException(
                    "There is no server `"
                        + name
                        + "`; there are "
                        + String.join(", ", names())
                        + "."));
  }

  public List<String> names() {
    return servers().stream().map(Server::name).toList();
  }

  /** Starts what does not run of these, side by side; returns when all answer. */
  public void up(Collection<Server> wanted) {
    try (HomeLock lock = HomeLock.take(home)) {
      sideBySide(wanted, Server::start);
    }
  }

  /** Stops what runs of these. */
  public void down(Collection<Server> unwanted) {
    try (HomeLock lock = HomeLock.take(home)) {
      sideBySide(unwanted, Server::stop);
    }
  }

  /** Stops all servers. */
  @Override
  public void close() {
    down(servers());
  }

  // All are tried, so that one failure does not hide another.
  private static void sideBySide(Collection<Server> servers, Consumer<Server> action) {
    List<CompletableFuture<Void>> running =
        servers.stream()
            .map(
                server ->
                    CompletableFuture.runAsync(
                        () -> action.accept(server),
                        command -> new Thread(command, server.name()).start()))
            .toList();
    List<RuntimeException> failures = new ArrayList<>();
    for (CompletableFuture<Void> each : running) {
      try {
        each.join();
      } catch (CompletionException e) {
        failures.add(e.getCause() instanceof RuntimeException cause ? cause : e);
      }
    }
    if (!failures.isEmpty()) {
      throw together(failures);
    }
  }

  private static RuntimeException together(List<RuntimeException> failures) {
    if (failures.size() == 1) {
      return failures.get(0);
    }
    String messages =
        failures.stream().map(Throwable::getMessage).collect(Collectors.joining("\n"));
    LocalStackException all = new LocalStackException(messages);
    failures.forEach(all::addSuppressed);
    return all;
  }
}
