package io.millrace.aligned;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class AlignedOperatorTest {

  /** Its input says which slice it belongs to; its output, which slice it was applied in. */
  private static final class Slices extends AlignedOperator<String>
      implements OneInputStreamOperator<Long, String> {
    private static final long serialVersionUID = 1;

    @Override
    protected String signature() {
      return "";
    }

    @Override
    public void processElement(StreamRecord<Long> record) {
      long since = record.getValue();
      if (isEarly(since)) {
        hold(since, () -> give("record of " + since));
      } else {
        give("record of " + since);
      }
    }

    @Override
    protected void finishSlice(long watermark) {
      give("end " + watermark);
    }

    private void give(String what) {
      output.collect(new StreamRecord<>(what + " in slice " + reached()));
    }
  }

  /**
   * What a step gives out belongs to the slice that its input came from. Given out as of an earlier
   * one, a join behind it would show half of a transaction under the version of the whole.
   */
  @Test
  void watermarksThatComeAsOneEndTheirSlicesOneByOne() throws Exception {
    try (OneInputStreamOperatorTestHarness<Long, String> harness =
        new OneInputStreamOperatorTestHarness<>(new Slices())) {
      harness.setup(StringSerializer.INSTANCE);
      harness.open();
      harness.processWatermark(new Watermark(10));
      for (long since : new long[] {30, 10, 20, 40}) {
        harness.processElement(since, 0);
      }

      harness.processWatermark(new Watermark(40));

      assertThat(harness.extractOutputValues())
          .containsExactly(
              "end 10 in slice " + Long.MIN_VALUE,
              "record of 10 in slice 10",
              "end 20 in slice 10",
              "record of 20 in slice 20",
              "end 30 in slice 20",
              "record of 30 in slice 30",
              "end 40 in slice 30",
              "record of 40 in slice 40");
    }
  }
}
