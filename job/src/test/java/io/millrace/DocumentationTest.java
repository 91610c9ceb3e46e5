package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.Millrace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

/** What the READMEs say that would rot unseen. */
class DocumentationTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Being written; to be taken out here as they come. */
  private static final Set<String> COMING = Set.of("demo", "init", "verify");

  private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#]+)[^)]*\\)");
  private static final Pattern COMMAND = Pattern.compile("(?:deploy/|`)millrace ([a-z]+)");
  private static final Pattern CODE = Pattern.compile("`([A-Za-z]+)`");
  private static final Pattern METRIC =
      Pattern.compile("\\.(?:counter|gauge|meter|histogram)\\(\\s*\"([^\"]+)\"");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "job/README.md", "deploy/README.md", "savepoints/README.md"})
  void linksLeadToFiles(String page) {
    Set<String> links = found(LINK, text(page));
    assertThat(links)
        .allSatisfy(link -> assertThat(ROOT.resolve(page).resolveSibling(link)).exists());
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "job/README.md", "deploy/README.md", "savepoints/README.md"})
  void commandsExist(String page) {
    assertThat(commands()).containsAll(found(COMMAND, text(page)));
  }

  @Test
  void everyCommandIsDescribed() {
    assertThat(column(section("Commands"), 1)).containsExactlyInAnyOrderElementsOf(commands());
  }

  @Test
  void everyMetricIsDescribed() {
    assertThat(column(section("Metrics"), 2)).containsExactlyInAnyOrderElementsOf(metrics());
  }

  private static Set<String> commands() {
    Set<String> commands =
        new TreeSet<>(CommandSpec.forAnnotatedObject(Millrace.class).subcommands().keySet());
    commands.addAll(COMING);
    return commands;
  }

  private static Set<String> metrics() {
    try (Stream<Path> files = Files.walk(ROOT.resolve("job/src/main/java/io/millrace"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(file -> found(METRIC, text(ROOT.relativize(file).toString())).stream())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words in code type of a table's column, counted from 1. */
  private static Set<String> column(String section, int column) {
    String cells =
        section
            .lines()
            .filter(line -> line.startsWith("|"))
            .map(line -> line.split("\\|", -1)[column])
            .collect(Collectors.joining("\n"));
    return found(CODE, cells);
  }

  private static String section(String heading) {
    String after = text("job/README.md").split("\n## " + heading + "\n", 2)[1];
    return after.split("\n## ", 2)[0];
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static String text(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
