package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  private static final List<String> SLEEP = List.of("sleep", "600");

  @TempDir private Path dir;
  private ServerProcess process;

  @BeforeEach
  void make() {
    process = new ServerProcess(LocalHome.ofTest(dir), "sleeper");
  }

  @AfterEach
  void end() {
    process.kill();
  }

  @Test
  void isKnownToWhoeverLooksIntoTheSameHome() {
    process.launch(SLEEP, Map.of(), Map.of("http", 1234));

    ServerProcess other = new ServerProcess(LocalHome.ofTest(dir), "sleeper");
    assertThat(other.status()).isEqualTo(Server.Status.RUNNING);
    assertThat(other.pid()).isEqualTo(process.pid());
    assertThat(other.port("http")).isEqualTo(1234);
  }

  @Test
  void stoppedIsNotCrashed() {
    assertThat(process.status()).isEqualTo(Server.Status.STOPPED);
    process.launch(SLEEP, Map.of(), Map.of("http", 1234));
    process.kill();
    assertThat(process.status()).isEqualTo(Server.Status.CRASHED);
    process.stop("TERM", Duration.ofSeconds(5));
    assertThat(process.status()).isEqualTo(Server.Status.STOPPED);
    assertThat(process.ports()).containsExactly(Map.entry("http", 1234));
  }

  @Test
  void killsWhatTheProcessStarted() {
    process.launch(List.of("sh", "-c", "sleep 600 & wait"), Map.of(), Map.of());
    ProcessHandle shell = ProcessHandle.of(process.pid()).orElseThrow();
    process.awaitAnswer(() -> shell.children().findAny().isPresent(), Duration.ofSeconds(5));
    ProcessHandle child = shell.children().findAny().orElseThrow();

    process.kill();

    assertThat(ProcessIdentity.of(child.pid())).isEmpty();
  }

  @Test
  void doesNotTakeAnotherProcessWithItsPidForItself() throws IOException {
    Files.createDirectories(process.dir());
    ProcessIdentity me = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
    ProcessIdentity predecessor = new ProcessIdentity(me.pid(), me.birth() + "0");
    new ServerState(Optional.of(predecessor), Map.of())
        .write(process.dir().resolve("state.properties"));

    assertThat(process.status()).isEqualTo(Server.Status.CRASHED);
    process.kill();
    assertThatThrownBy(process::pid)
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("not running");
  }

  @Test
  void mayEndBeforeItIsSeen() throws IOException, InterruptedException {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();

    assertThat(ProcessIdentity.ofStarted(ended).isAlive()).isFalse();
  }

  @Test
  void failureShowsTheEndOfTheLog() {
    process.launch(List.of("sh", "-c", "echo disk on fire; exit 3"), Map.of(), Map.of());

    assertThatThrownBy(() -> process.awaitAnswer(() -> false, Duration.ofSeconds(10)))
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("sleeper ended while it started")
        .hasMessageEndingWith("disk on fire");
  }

  @Test
  void keepsItsPortsAndSaysWhenOneIsTaken() throws IOException {
    Map<String, Integer> first = process.choosePorts(Map.of("http", 8123));
    process.launch(List.of("true"), Map.of(), first);
    assertThat(process.choosePorts(Map.of("http", 8123))).isEqualTo(first);

    int port = first.get("http");
    try (ServerSocket thief = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(thief.isBound()).isTrue();
      assertThatThrownBy(() -> process.choosePorts(Map.of("http", 8123)))
          .isInstanceOf(LocalStackException.class)
          .hasMessageContaining("Port " + port + " (http)")
          .hasMessageContaining("is taken by another process");
    }
  }
}
