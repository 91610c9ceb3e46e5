package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerStateTest {
  @TempDir private Path dir;
  private Path file;

  @BeforeEach
  void name() {
    file = dir.resolve("state.properties");
  }

  @Test
  void isReadAsWritten() {
    ServerState state =
        new ServerState(
            Optional.of(new ProcessIdentity(42, "boot/7")), Map.of("http", 8123, "native", 9000));
    state.write(file);
    assertThat(ServerState.read(file)).contains(state);
  }

  @Test
  void stoppedKeepsItsPorts() {
    ServerState state = new ServerState(Optional.empty(), Map.of("http", 8123));
    state.write(file);
    assertThat(ServerState.read(file)).contains(state);
  }

  @Test
  void absentFileIsNoState() {
    assertThat(ServerState.read(file)).isEmpty();
  }

  @Test
  void damagedFileIsNamed() throws IOException {
    Files.writeString(file, "pid=many\n");
    assertThatThrownBy(() -> ServerState.read(file))
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining(file + " is damaged");
  }
}
