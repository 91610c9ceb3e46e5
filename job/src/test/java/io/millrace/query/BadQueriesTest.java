package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.pipeline.InvalidPipeline;
import io.millrace.pipeline.PipelineReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of queries that cannot be kept: every word, and the place in the file. */
class BadQueriesTest {

  /** The query's first line is line 7 of the file, and begins in column 7. */
  private static final String FILE =
      """
      name: shop
      source: { url: postgresql://me@localhost/shop }
      clickhouse: { url: http://localhost:8123 }
      tables:
        t:
          query: |
      """;

  /** The queries, each with what is said of it, from bad-queries.txt. */
  static Stream<Arguments> queries() throws IOException {
    try (InputStream file = BadQueriesTest.class.getResourceAsStream("bad-queries.txt")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.strip().split("\n====\n"))
          .map(entry -> entry.split("\n----\n"))
          .map(parts -> Arguments.of(parts[0], parts[1]));
    }
  }

  @ParameterizedTest
  @MethodSource("queries")
  void isRefused(String query, String expected) {
    String yaml = FILE + query.indent(6);
    InvalidPipeline invalid =
        catchThrowableOfType(
            InvalidPipeline.class,
            () ->
                new QueryPlanner(Shop.catalog())
                    .plan(new PipelineReader(name -> null).read("p.yaml", yaml).tables()));
    assertThat(invalid).as(query).isNotNull();
    assertThat(invalid).hasMessage(expected);
  }
}
