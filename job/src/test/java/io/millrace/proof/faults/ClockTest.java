package io.millrace.proof.faults;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Date;

/**
 * A host whose clock is wrong, or jumps: what cannot be read can do no harm. Pauses are measured by
 * {@code System.nanoTime}, which knows no date; how fresh the tables are is said in Postgres's
 * time.
 */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ClockTest {

  /** Postgres wants to be told, and only shows it, as {@code pg_stat_replication.reply_time}. */
  private static final String SAYS_WHEN_IT_SPEAKS = "LogStream";

  @ArchTest
  static final ArchRule noStepOnTheWayOfAChangeReadsTheHostsClock =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.millrace.cli..", "io.millrace.local..", "io.millrace.source.flinkcdc..")
          .and()
          .doNotHaveSimpleName(SAYS_WHEN_IT_SPEAKS)
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callConstructor(Date.class)
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone");
}
