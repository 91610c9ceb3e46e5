package io.millrace.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.junit.ArchTest;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The matrix names tests that are there and run. */
class FaultMatrixTest {

  private static final List<Class<? extends Annotation>> MARKS =
      List.of(Test.class, ParameterizedTest.class, ArchTest.class);

  @Test
  void everyTestIsThere() {
    for (FaultMatrix row : FaultMatrix.all()) {
      assertThat(row.tests()).as(row.fault()).isNotEmpty();
      for (String test : row.tests()) {
        assertThat(runs(test)).as("%s: %s", row.fault(), test).isTrue();
      }
    }
  }

  @Test
  void everyTestOfThisPackageIsNamed() throws ClassNotFoundException {
    List<String> named = FaultMatrix.all().stream().flatMap(row -> row.tests().stream()).toList();
    for (Class<?> tests :
        List.of(
            NamedFaultsITCase.class,
            RestoreITCase.class,
            CheckpointStorageITCase.class,
            ClickHouseFaultsITCase.class,
            LinkFaultsITCase.class)) {
      Stream.of(tests.getDeclaredMethods())
          .filter(FaultMatrixTest::isMarked)
          .forEach(
              method ->
                  assertThat(named)
                      .contains("proof.faults." + tests.getSimpleName() + '#' + method.getName()));
    }
  }

  private static boolean runs(String test) {
    int method = test.indexOf('#');
    try {
      Class<?> tests = Class.forName("io.millrace." + test.substring(0, method));
      String name = test.substring(method + 1);
      return Stream.concat(
              Stream.of(tests.getDeclaredMethods()).filter(one -> one.getName().equals(name)),
              Stream.of(tests.getDeclaredFields()).filter(one -> one.getName().equals(name)))
          .anyMatch(one -> isMarked((AnnotatedElement) one));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static boolean isMarked(AnnotatedElement test) {
    return MARKS.stream().anyMatch(test::isAnnotationPresent)
        && !test.isAnnotationPresent(Disabled.class);
  }
}
