package io.millrace.cli.submit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final String FLINK = "http://localhost:8081";

  @Test
  void saysNothingWhereEnoughAreKept() {
    assertThat(new Retention(FLINK, 3).advice(3)).isEmpty();
    assertThat(new Retention(FLINK, 1).advice(1)).isEmpty();
  }

  @Test
  void saysWhatFewCost() {
    assertThat(new Retention(FLINK, 2).advice(3).orElseThrow())
        .isEqualTo(
            "Flink at http://localhost:8081 keeps 2 completed checkpoints of a job,"
                + " source.retained-checkpoints is 3: the slot keeps log for checkpoints that are gone."
                + " Set execution.checkpointing.num-retained: 4 in the cluster's configuration.");
  }

  @Test
  void saysWhatOneAloneCosts() {
    assertThat(new Retention(FLINK, 1).advice(3).orElseThrow())
        .contains("keeps 1 completed checkpoint of a job", "until it times out");
  }
}
