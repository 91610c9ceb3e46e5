package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.PipelineReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * What no linter knows of docker-compose.flink.yml. {@code deploy/compose-lint} holds it against
 * the compose schema.
 */
class ComposeFileTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String JOB_JAR = "./job/target/millrace-job.jar";

  private static Map<String, Map<String, Object>> services;

  @BeforeAll
  static void read() throws IOException {
    try (Reader file = Files.newBufferedReader(ROOT.resolve("docker-compose.flink.yml"))) {
      Map<String, Map<String, Map<String, Object>>> compose = new Yaml().load(file);
      services = compose.get("services");
    }
    assertThat(services.keySet())
        .containsExactlyInAnyOrder("postgres", "clickhouse", "jobmanager", "taskmanager", "submit");
  }

  @Test
  void flinkIsTheOneThatTheJobIsBuiltFor() {
    String[] version = EnvironmentInformation.getVersion().split("\\.", 3);
    String minor = version[0] + "." + version[1];
    for (String service : Set.of("jobmanager", "taskmanager", "submit")) {
      assertThat((String) services.get(service).get("image"))
          .matches("flink:" + minor.replace(".", "\\.") + "(\\.\\d+)?-java17");
    }
  }

  @Test
  void serversAreLookedAfter() {
    services.forEach(
        (name, service) -> {
          assertThat(service).as(name).containsKeys("image", "restart");
          assertThat(service.containsKey("healthcheck")).as(name).isEqualTo(!isOneShot(name));
        });
    assertThat(((Map<?, ?>) services.get("submit").get("depends_on")).keySet())
        .map(Object::toString)
        .containsExactlyInAnyOrder("postgres", "clickhouse", "jobmanager", "taskmanager");
  }

  @Test
  void portsAreForThisMachineOnly() {
    services.forEach(
        (name, service) ->
            assertThat((List<?>) service.getOrDefault("ports", List.of()))
                .as(name)
                .allSatisfy(port -> assertThat(port.toString()).startsWith("127.0.0.1:")));
  }

  @Test
  void passwordsComeFromOutside() {
    services.forEach(
        (name, service) ->
            ((Map<?, ?>) service.get("environment"))
                .forEach(
                    (variable, value) -> {
                      if (variable.toString().endsWith("PASSWORD")) {
                        assertThat(value.toString()).as(name).startsWith("${" + variable + ":?");
                      }
                    }));
  }

  @Test
  void mountedFilesExist() {
    for (Map<String, Object> service : services.values()) {
      for (Object volume : (List<?>) service.get("volumes")) {
        String source =
            volume instanceof Map<?, ?> described
                ? (String) described.get("source")
                : volume.toString().split(":", 2)[0];
        if (source.startsWith("./") && !source.equals(JOB_JAR)) {
          assertThat(ROOT.resolve(source)).exists();
        }
      }
    }
  }

  @Test
  void submitSetsWhatThePipelineAsksFor() {
    Map<?, ?> environment = (Map<?, ?>) services.get("submit").get("environment");
    new PipelineReader(name -> environment.containsKey(name) ? "set" : null)
        .read(ROOT.resolve("deploy/compose/pipeline.yaml"));
  }

  private static boolean isOneShot(String service) {
    return service.equals("submit");
  }
}
