package io.millrace.proof.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of figures says what they say, the bad ones too. */
class ProofPageTest {

  private static final String SIMULATED =
      "{\"kind\":\"seeds\",\"commit\":\"abc\",\"firstSeed\":%d,\"asked\":1000,\"seeds\":%d,\"violations\":%d,"
          + "\"failedSeeds\":%s,\"steps\":7,\"commits\":11}\n";
  private static final String FAULT = "{\"fault\":\"%s\",\"kill\":%s,\"recoveredMillis\":%d}\n";
  private static final String SUMMARY =
      "{\"summary\":{},\"transactions\":2000,\"lagSamples\":60,\"lagMedianMillis\":1500,"
          + "\"lagP99Millis\":9000,\"lagMaxMillis\":12000,\"recoveredBySelfMedianMillis\":2500,\"recoveryBoundMillis\":6000}\n";

  @TempDir private Path directory;

  private void write(String file, String text) throws IOException {
    Files.writeString(
        directory.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void whatWasNotRunIsSaid() throws Exception {
    String page = ProofPage.of(directory);

    assertThat(page)
        .contains("| simulated seeds | not run |  | not run |")
        .contains("| kills of real servers | not run |  | not run |")
        .contains("Not run.")
        .doesNotContain("0 %");
  }

  @Test
  void zeroHasItsBound() throws Exception {
    write("simulator.jsonl", SIMULATED.formatted(1, 1000, 0, "[]"));
    write("simulator.jsonl", SIMULATED.formatted(1001, 1000, 0, "[]"));
    write("histories.jsonl", "{\"seed\":1,\"commits\":5}\n{\"seed\":2,\"commits\":6}\n");
    write("faults.jsonl", FAULT.formatted("KILL_POSTGRES", "true", 2000));
    write("faults.jsonl", FAULT.formatted("PAUSE", "false", 4000) + SUMMARY);

    String page = ProofPage.of(directory);

    assertThat(page)
        .contains("| simulated seeds | 2,000 | 0 | < 3 / 2,000 = 0.150 % |")
        .contains("| histories on real servers | 2 | 0 | < 3 / 2 = 100 % |")
        .contains("| kills of real servers | 1 | 0 |")
        .contains("| pauses and cuts of real servers | 1 | 0 |")
        .contains("| commits compared in full | 22 |")
        .contains("| kill postgres | 1 | 2.0 s | 2.0 s | 2.0 s |")
        .contains("| all | 2 | 2.0 s | 4.0 s | 4.0 s |")
        .contains("| faults | 2 | 2,000 | 0 | all equal | 1.5 s | 9.0 s | 12.0 s | 2.5 s | 6.0 s |")
        .doesNotContain("**failed", " failed**");
  }

  @Test
  void seedsRunTwiceCountOnce() throws Exception {
    write("simulator.jsonl", SIMULATED.formatted(1, 1000, 0, "[]"));
    write("simulator-2.jsonl", SIMULATED.formatted(501, 1000, 0, "[]"));
    write("simulator-3.jsonl", SIMULATED.formatted(1001, 1000, 0, "[]"));

    assertThat(ProofPage.of(directory)).contains("| simulated seeds | 2,000 | 0 |");
  }

  @Test
  void aHistoryRunTwiceCountsOnce() throws Exception {
    write("histories.jsonl", "{\"seed\":1,\"commits\":5}\n{\"seed\":1,\"commits\":6}\n");

    assertThat(ProofPage.of(directory))
        .contains("| histories on real servers | 1 | 0 |")
        .contains("| commits compared | 6 |");
  }

  @Test
  void piecesOfARunAddUp() throws Exception {
    String commit = "{\"commit\":\"%s\",";
    for (String piece : List.of("one", "two", "three")) {
      String fault = FAULT.formatted("KILL_POSTGRES", "true", 2000);
      write(
          "faults-kills-" + piece + ".jsonl",
          (fault + fault + SUMMARY).replace("{\"", commit.formatted(piece) + "\""));
    }

    assertThat(ProofPage.of(directory))
        .contains("| figures of commits | one, three, two |")
        .contains("| kills of real servers | 6 | 0 |")
        .contains("| kill postgres | 6 |")
        .contains("| faults-kills-one | 2 | 2,000 |")
        .contains("| faults-kills-two | 2 | 2,000 |");
  }

  @Test
  void whereTheTimeOfARoundWentCountsOnce() throws Exception {
    String restarted =
        "{\"fault\":\"%s\",\"kill\":true,\"round\":1,\"byItself\":true,\"recoveredMillis\":3000,"
            + "\"phases\":{\"failed\":-100,\"restarted\":900,\"running\":2100,\"published\":2900}}\n";
    write("faults.jsonl", restarted.formatted("KILL_TASK_MANAGER"));
    write("faults.jsonl", restarted.formatted("KILL_POSTGRES"));
    write(
        "faults.jsonl",
        "{\"fault\":\"KILL_JOB_MANAGER\",\"kill\":true,\"round\":2,\"byItself\":false,\"recoveredMillis\":5000,"
            + "\"phases\":{\"submitted\":1000,\"published\":4900}}\n");

    assertThat(ProofPage.of(directory))
        .contains("| of these: the job by itself | 2 | 3.0 s | 3.0 s | 3.0 s |")
        .contains("| of these: by a command | 1 | 5.0 s | 5.0 s | 5.0 s |")
        .contains("| restarted by itself | 1 | -0.1 s | 0.9 s |  |  | 2.1 s |  |  | 2.9 s |")
        .contains("| by a command | 1 |  |  | 1.0 s |  |  |  |  | 4.9 s |")
        .contains("| without a restart | 0 |  |");
  }

  @Test
  void aFailedSeedShows() throws Exception {
    write("simulator.jsonl", SIMULATED.formatted(1, 998, 2, "[17, 18]"));

    assertThat(ProofPage.of(directory))
        .contains("| simulated seeds | 1,000 | 2 | **2 of 1,000 failed** |")
        .contains("**failed seeds** | [17,18]");
  }

  @Test
  void aFailureStaysUntilItsSeedsHaveGoneWell() throws Exception {
    String failed =
        SIMULATED.formatted(1, 998, 2, "[17, 18]").replace("{", "{\"at\":\"2026-01-01\",");
    String earlier = SIMULATED.formatted(1, 1000, 0, "[]").replace("{", "{\"at\":\"2025-01-01\",");
    String later = SIMULATED.formatted(1, 1000, 0, "[]").replace("{", "{\"at\":\"2026-01-02\",");

    write("simulator.jsonl", earlier + failed);
    assertThat(ProofPage.of(directory)).contains("| simulated seeds | 1,000 | 2 |");

    write("simulator.jsonl", later);
    assertThat(ProofPage.of(directory)).contains("| simulated seeds | 1,000 | 0 |");
  }

  @Test
  void aRunThatFailedShows() throws Exception {
    write("histories.jsonl", "{\"seed\":1}\n");
    write(
        "parts.jsonl", "{\"part\":\"histories\",\"exit\":1,\"at\":\"noon\",\"commit\":\"abc\"}\n");
    write("faults-kills-1.jsonl", FAULT.formatted("KILL_POSTGRES", "true", 2000));

    assertThat(ProofPage.of(directory))
        .contains("| histories on real servers | 2 | 1 | **1 of 2 failed** |")
        .contains("**failed**: histories at noon")
        .contains("| kills of real servers | 1 | 1 | **1 of 1 failed** |")
        .contains("| faults-kills-1 | 1 |  | 0 | **failed or broken off** |");
  }

  @Test
  void aHistoryThatFailedCountsUntilItHasGoneWell() throws Exception {
    write("histories.jsonl", "{\"seed\":301}\n{\"seed\":303}\n");
    write(
        "parts.jsonl",
        "{\"part\":\"histories\",\"exit\":1,\"at\":\"noon\",\"commit\":\"abc\","
            + "\"options\":\"-Dmillrace.histories=3 -Dmillrace.first-seed=301\"}\n");
    assertThat(ProofPage.of(directory))
        .contains("| histories on real servers | 3 | 1 | **1 of 3 failed** |")
        .doesNotContain("gone well since");

    write("histories.jsonl", "{\"seed\":302}\n");

    assertThat(ProofPage.of(directory))
        .contains("| histories on real servers | 3 | 0 |")
        .contains("**failed**: histories at noon, commit abc, exit code 1; each of its seeds has");
  }

  @Test
  void aRunThatWasOnlySlowIsNotWrong() throws Exception {
    write("parts.jsonl", "{\"part\":\"kills\",\"exit\":1,\"at\":\"noon\",\"commit\":\"abc\"}\n");
    write(
        "faults-kills-1.jsonl",
        FAULT.formatted("KILL_POSTGRES", "true", 9000) + SUMMARY.replace(":2500,", ":6001,"));

    assertThat(ProofPage.of(directory))
        .contains("| kills of real servers | 1 | 0 |")
        .contains("**failed**: kills at noon", "**slower than asked**", "`faults-kills-1`");
  }

  @Test
  void aDefectThatNothingCaughtShows() throws Exception {
    write(
        "defects.json",
        "[{\"defect\":\"A\",\"description\":\"a\",\"caught\":true,\"by\":\"ONCE\",\"seed\":3},"
            + "{\"defect\":\"B\",\"description\":\"b\",\"caught\":false,\"by\":\"nothing\",\"seed\":0}]");

    assertThat(ProofPage.of(directory))
        .contains("Each of 2 defects was put into the simulated job, and 1 were caught")
        .contains("| `A` | a | ONCE | 3 |")
        .contains("| `B` | b | **nothing** |  |");
  }
}
