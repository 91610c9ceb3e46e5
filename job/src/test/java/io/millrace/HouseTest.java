package io.millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Imports run one way: topology and cli, then the steps, then change. */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseTest {

  private static final String[] STEPS = {
    "..millrace.source..",
    "..millrace.normalize..",
    "..millrace.join..",
    "..millrace.project..",
    "..millrace.sink.."
  };

  @ArchTest
  static final ArchRule changeKnowsNoOneElse =
      classes()
          .that()
          .resideInAPackage("io.millrace.change..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.millrace.change..", "java..", "org.apache.flink..");

  @ArchTest
  static final ArchRule alignedKnowsChange =
      classes()
          .that()
          .resideInAPackage("io.millrace.aligned..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.millrace.aligned..", "io.millrace.change..", "java..", "org.apache.flink..");

  @ArchTest
  static final ArchRule stepsKnowNoPlanning =
      noClasses()
          .that()
          .resideInAnyPackage(STEPS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..millrace.pipeline..",
              "..millrace.catalog..",
              "..millrace.query..",
              "..millrace.topology..",
              "..millrace.cli..",
              "..millrace.local..");

  @ArchTest
  static final ArchRule stepsDoNotKnowOneAnother =
      slices()
          .matching("io.millrace.(source|normalize|join|project|sink)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule planningKnowsNoStepAndNoFlink =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.millrace.pipeline..", "io.millrace.catalog..", "io.millrace.query..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..millrace.source..",
              "..millrace.normalize..",
              "..millrace.join..",
              "..millrace.project..",
              "..millrace.sink..",
              "..millrace.aligned..",
              "..millrace.topology..",
              "..millrace.cli..",
              "org.apache.flink..");

  @ArchTest
  static final ArchRule calciteStaysInQuery =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.millrace.query..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.calcite..");

  @ArchTest
  static final ArchRule noStepKnowsTheTopology =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.millrace.topology..", "io.millrace.cli..", "io.millrace")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.millrace.topology..", "io.millrace.cli..");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsTheLocalStack =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.millrace.cli..", "io.millrace.local..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.millrace.local..");
}
