package io.millrace.cli.submit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureCauseTest {

  @Test
  void theReasonIsTakenOutOfItsWrappers() {
    String trace =
        """
        org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy
        \tat org.apache.flink.runtime.executiongraph.X.y(X.java:1)
        Caused by: org.apache.flink.util.FlinkException: Global failure triggered by OperatorCoordinator
        \tat a.b.C.d(C.java:2)
        Caused by: io.millrace.source.SourceRefusedException: Slot s has been used. Start with --adopt-slot
        \tat a.b.C.d(C.java:3)
        \t... 8 more
        """;

    assertThat(FailureCause.of(trace)).isEqualTo("Slot s has been used. Start with --adopt-slot");
  }

  @Test
  void aMessageOfSeveralLinesStaysWhole() {
    String trace =
        "java.lang.RuntimeException: wrapped\n\tat x.Y.z(Y.java)\nCaused by: a.B: one\ntwo\n\tat x.Y.z(Y.java)\n";

    assertThat(FailureCause.of(trace)).isEqualTo("one\ntwo");
  }

  @Test
  void aWrapperAloneIsBetterThanNothing() {
    assertThat(FailureCause.of("java.lang.RuntimeException: odd\n\tat x.Y.z(Y.java)\n"))
        .isEqualTo("odd");
    assertThat(FailureCause.of("")).isEmpty();
  }
}
