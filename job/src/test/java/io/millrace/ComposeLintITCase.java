package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The compose file against its schema and a linter's rules; npm fetches the linter. */
class ComposeLintITCase {

  @Test
  void passesTheLinter() throws Exception {
    Process lint =
        new ProcessBuilder(Path.of("../deploy/compose-lint").toAbsolutePath().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(lint.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(lint.exitValue()).as(said).isZero();
  }
}
