package io.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a pipeline.yaml that cannot be used: every word, with line and column. */
class BadPipelinesTest {

  /** The files, each with what is said of it, from bad-pipelines.txt. */
  static Stream<Arguments> files() throws IOException {
    try (InputStream file = BadPipelinesTest.class.getResourceAsStream("bad-pipelines.txt")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.strip().split("\n====\n"))
          .map(entry -> entry.split("\n----\n"))
          .map(parts -> Arguments.of(parts[0], parts[1]));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isRefused(String yaml, String expected) {
    assertThatThrownBy(() -> new PipelineReader(name -> null).read("p.yaml", yaml + "\n"))
        .isInstanceOf(InvalidPipeline.class)
        .hasMessage(expected);
  }
}
