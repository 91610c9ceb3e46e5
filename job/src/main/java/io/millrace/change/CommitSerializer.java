package io.millrace.change;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link Commit}. */
public final class CommitSerializer extends RecordSerializer<Commit> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(Commit record, DataOutputView out) throws IOException {
    out.writeLong(record.lsn());
    out.writeLong(record.timeMicros());
  }

  @Override
  public Commit deserialize(DataInputView in) throws IOException {
    return new Commit(in.readLong(), in.readLong());
  }

  @Override
  public TypeSerializerSnapshot<Commit> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Commit> {
    public Snapshot() {
      super(CommitSerializer::new);
    }
  }
}
