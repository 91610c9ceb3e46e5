package io.millrace.sink.clickhouse.batch;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Between writer and grouping; never in state. */
public final class WrittenSerializer implements SimpleVersionedSerializer<Written> {

  private static final int BATCH = 0;
  private static final int PROGRESS = 1;

  @Override
  public int getVersion() {
    return 1;
  }

  @Override
  public byte[] serialize(Written written) throws IOException {
    DataOutputSerializer out;
    if (written instanceof RowBatch batch) {
      out = new DataOutputSerializer(batch.block().length + 128);
      out.writeByte(BATCH);
      BatchFormat.writeBatch(batch, out);
    } else {
      out = new DataOutputSerializer(128);
      out.writeByte(PROGRESS);
      BatchFormat.writeProgress((Progress) written, out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public Written deserialize(int version, byte[] bytes) throws IOException {
    if (version != 1) {
      throw new IOException("unknown format of written rows: " + version);
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    int kind = in.readByte();
    return switch (kind) {
      case BATCH -> BatchFormat.readBatch(in);
      case PROGRESS -> BatchFormat.readProgress(in);
      default -> throw new IOException("unknown kind of written rows: " + kind);
    };
  }
}
