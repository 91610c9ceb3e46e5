package io.millrace.sink.clickhouse.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Commit;
import io.millrace.sink.clickhouse.batch.Progress;
import io.millrace.sink.clickhouse.batch.Written;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class GroupingOperatorTest {

  private static OneInputStreamOperatorTestHarness<
          CommittableMessage<Written>, CommittableMessage<Publication>>
      open() throws Exception {
    var harness = new OneInputStreamOperatorTestHarness<>(new GroupingOperator(Map.of()));
    harness.setup(
        CommittableMessageTypeInfo.of(PublicationSerializer::new)
            .createSerializer(new SerializerConfigImpl()));
    harness.open();
    return harness;
  }

  private static StreamRecord<CommittableMessage<Written>> progress(
      long checkpoint, int subtask, long watermark, Map<String, Long> inserted) {
    List<Commit> commits = List.of(new Commit(watermark, watermark));
    return new StreamRecord<>(
        new CommittableWithLineage<>(
            new Progress(watermark, commits, inserted), checkpoint, subtask));
  }

  /** A full checkpoint storage does so: writer 1 hears that it is off before the barrier comes. */
  @Test
  void aCheckpointThatIsCalledOffBeforeSomeWritersSawIt() throws Exception {
    try (var harness = open()) {
      harness.processElement(progress(8, 0, 10, Map.of("t", 2L)));
      harness.processElement(progress(9, 0, 20, Map.of("t", 3L)));
      harness.processElement(progress(9, 1, 20, Map.of("t", 5L)));
      harness.prepareSnapshotPreBarrier(9);
      List<Marker> markers =
          harness.extractOutputValues().stream()
              .filter(CommittableWithLineage.class::isInstance)
              .map(message -> ((CommittableWithLineage<?>) message).getCommittable())
              .map(Marker.class::cast)
              .toList();
      assertThat(markers).hasSize(1);
      assertThat(markers.get(0).checkpoint()).isEqualTo(9);
      assertThat(markers.get(0).commit()).isEqualTo(new Commit(20, 20));
      assertThat(markers.get(0).rows()).containsExactly(Map.entry("t", 10L));
    }
  }

  @Test
  void writersAtDifferentWatermarks() throws Exception {
    try (var harness = open()) {
      harness.processElement(progress(9, 0, 20, Map.of()));
      harness.processElement(progress(9, 1, 30, Map.of()));
      assertThatThrownBy(() -> harness.prepareSnapshotPreBarrier(9))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("different watermarks");
    }
  }
}
