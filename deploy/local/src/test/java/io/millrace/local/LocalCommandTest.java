package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LocalCommandTest {
  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void statusOfAnEmptyHome() throws Exception {
    assertThat(run("status", "--json")).isZero();

    JsonNode servers = new ObjectMapper().readTree(out.toString()).path("servers");
    assertThat(servers.findValuesAsText("name"))
        .containsExactly("postgres", "clickhouse", "kafka", "flink");
    assertThat(servers.findValuesAsText("status")).containsOnly("stopped");
  }

  @Test
  void downOfWhatNeverRanIsFine() {
    assertThat(run("down")).isZero();
  }

  @Test
  void unknownServerIsWrongUsage() {
    assertThat(run("up", "postgre")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("There is no server `postgre`; there are postgres, clickhouse, kafka, flink.");
  }

  @Test
  void commandIsNeeded() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("Which? up, down or status.");
  }

  private int run(String... args) {
    return new CommandLine(new LocalCommand(LocalHome.ofTest(dir)))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
