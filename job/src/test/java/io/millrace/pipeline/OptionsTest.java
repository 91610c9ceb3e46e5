package io.millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Documentation and code say the same of every key. */
class OptionsTest {

  private static final Path README = Path.of("README.md");

  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z*.-]+)` \\| ([^|]+) \\| ([^|]+) \\|");

  private static String fallback(Option<?> option) {
    return option.need() == Option.Need.DEFAULTED ? "`" + option.fallback() + "`" : "";
  }

  @Test
  void theReadmeHasEveryOptionWithItsDefault() throws IOException {
    String readme = Files.readString(README);
    int section = readme.indexOf("\n## Options\n");
    Matcher row = ROW.matcher(readme.substring(section, readme.indexOf("\n## ", section + 1)));
    Map<String, String> documented = new TreeMap<>();
    while (row.find()) {
      assertThat(documented.put(row.group(1), row.group(2))).as(row.group(1)).isNull();
    }
    Map<String, Option<?>> options = new TreeMap<>();
    Options.ALL.forEach(option -> options.put(option.path(), option));
    assertThat(documented.keySet()).isEqualTo(options.keySet());
    options.forEach(
        (key, option) -> assertThat(documented.get(key)).as(key).contains(fallback(option)));
    options.forEach(
        (key, option) ->
            assertThat(documented.get(key).equals("required"))
                .as(key)
                .isEqualTo(option.need() == Option.Need.REQUIRED));
  }

  @Test
  void everyKeyIsDeclaredOnce() {
    assertThat(Options.ALL).extracting(Option::path).doesNotHaveDuplicates();
    assertThat(Options.keysOf("tables.*")).containsExactly("query", "partition-by", "order-by");
  }

  @Test
  void everyDefaultAndExampleIsRight() {
    for (Option<?> option : Options.ALL) {
      List<String> texts =
          option.need() == Option.Need.DEFAULTED
              ? List.of(option.fallback(), option.type().example())
              : List.of(option.type().example());
      for (String text : texts) {
        assertThatCode(() -> option.type().reads().apply(text))
            .as(option.path() + ": " + text)
            .doesNotThrowAnyException();
      }
    }
  }
}
