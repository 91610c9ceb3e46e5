package io.millrace.sink.clickhouse.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.change.Commit;
import io.millrace.sink.clickhouse.batch.CommitSeen;
import io.millrace.sink.clickhouse.batch.Progress;
import io.millrace.sink.clickhouse.batch.RowBatch;
import io.millrace.sink.clickhouse.batch.SinkRecord;
import io.millrace.sink.clickhouse.batch.SinkRecordSerializer;
import io.millrace.sink.clickhouse.batch.Written;
import io.millrace.sink.clickhouse.batch.WrittenSerializer;
import io.millrace.sink.clickhouse.insert.WireColumns;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SerializersTest {

  private static final RowBatch BATCH =
      new RowBatch("größe", 3, 400, 5, Long.MAX_VALUE, new byte[] {1, 2, 3});
  private static final WireColumns COLUMNS =
      new WireColumns(List.of("id", "n`x"), List.of("Int64", "Nullable(Decimal(10, 2))"));

  @Test
  void publications() throws IOException {
    PublicationSerializer serializer = new PublicationSerializer();
    InsertPart part = new InsertPart(7, new UUID(-1, 2), 1, 3, COLUMNS, BATCH);
    InsertPart back = (InsertPart) serializer.deserialize(1, serializer.serialize(part));

    assertThat(back).usingRecursiveComparison().isEqualTo(part);
    Marker marker = new Marker(7, new UUID(3, 4), new Commit(-5, 6), Map.of("a", 1L, "b", 2L));
    assertThat(serializer.deserialize(1, serializer.serialize(marker))).isEqualTo(marker);
    assertThatThrownBy(() -> serializer.deserialize(2, new byte[1])).hasMessageContaining("newer");
  }

  @Test
  void written() throws IOException {
    WrittenSerializer serializer = new WrittenSerializer();
    Written batch = serializer.deserialize(1, serializer.serialize(BATCH));
    Progress progress =
        new Progress(Long.MIN_VALUE, List.of(new Commit(1, 2), new Commit(3, 4)), Map.of("t", 9L));

    assertThat(batch).usingRecursiveComparison().isEqualTo(BATCH);
    assertThat(serializer.deserialize(1, serializer.serialize(progress))).isEqualTo(progress);
  }

  @Test
  void records() throws IOException {
    SinkRecordSerializer serializer = new SinkRecordSerializer();
    for (SinkRecord record : List.of(BATCH, new CommitSeen(new Commit(1, 2)))) {
      DataOutputSerializer out = new DataOutputSerializer(16);
      serializer.serialize(record, out);
      assertThat(serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
          .usingRecursiveComparison()
          .isEqualTo(record);
    }
  }
}
