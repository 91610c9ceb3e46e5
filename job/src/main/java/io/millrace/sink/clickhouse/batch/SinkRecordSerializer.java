package io.millrace.sink.clickhouse.batch;

import io.millrace.change.RecordSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Between encoders and writer; never in state. */
public final class SinkRecordSerializer extends RecordSerializer<SinkRecord> {

  private static final long serialVersionUID = 1;

  private static final int BATCH = 0;
  private static final int COMMIT = 1;
  private static final int LOAD_WHOLE = 2;

  @Override
  public void serialize(SinkRecord record, DataOutputView out) throws IOException {
    if (record instanceof RowBatch batch) {
      out.writeByte(BATCH);
      BatchFormat.writeBatch(batch, out);
    } else if (record instanceof CommitSeen seen) {
      out.writeByte(COMMIT);
      BatchFormat.writeCommit(seen.commit(), out);
    } else {
      out.writeByte(LOAD_WHOLE);
    }
  }

  @Override
  public SinkRecord deserialize(DataInputView in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case BATCH -> BatchFormat.readBatch(in);
      case COMMIT -> new CommitSeen(BatchFormat.readCommit(in));
      case LOAD_WHOLE -> new LoadWhole();
      default -> throw new IOException("unknown kind of record: " + kind);
    };
  }

  @Override
  public TypeSerializerSnapshot<SinkRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<SinkRecord> {
    public Snapshot() {
      super(SinkRecordSerializer::new);
    }
  }
}
