package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Flink cluster for real: slots, a TaskManager killed and started again. */
class FlinkClusterITCase {
  @TempDir private Path dir;

  @Test
  void killedTaskManagerComesBack() {
    Map<String, String> small = Map.of("taskmanager.memory.process.size", "1400m");
    try (FlinkCluster flink =
        new FlinkCluster(LocalHome.ofTest(dir)).withTaskManagers(2, 2).withSettings(small)) {
      flink.start();
      assertThat(flink.registeredSlots()).isEqualTo(4);
      FlinkProcess second = flink.taskManager(2);
      long pid = second.pid();

      second.kill();
      assertThat(flink.isRunning()).isFalse();
      second.start();

      assertThat(flink.isRunning()).isTrue();
      assertThat(second.pid()).isNotEqualTo(pid);
    }
  }
}
