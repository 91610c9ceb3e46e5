package io.millrace.sink.clickhouse.insert;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sink.clickhouse.batch.RowBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class InsertSizeTest {

  private static RowBatch batch(int rows, int rawBytes) {
    return new RowBatch("t", rows, rawBytes, 1, 1, new byte[0]);
  }

  @Test
  void batchesGoTogetherUpToTheBounds() {
    assertThat(InsertSize.split(List.of())).isEmpty();
    assertThat(InsertSize.split(List.of(batch(1, 10), batch(2, 10)))).hasSize(1);
    assertThat(InsertSize.split(List.of(batch(300_000, 10), batch(200_000, 10), batch(1, 1))))
        .extracting(List::size)
        .containsExactly(2, 1);
    assertThat(InsertSize.split(List.of(batch(1, 60 << 20), batch(1, 5 << 20), batch(1, 1 << 20))))
        .extracting(List::size)
        .containsExactly(1, 2);
  }

  @Test
  void aBatchBeyondTheBoundsGoesAlone() {
    assertThat(InsertSize.split(List.of(batch(1, 1), batch(1, 100 << 20), batch(1, 1))))
        .extracting(List::size)
        .containsExactly(1, 1, 1);
  }
}
