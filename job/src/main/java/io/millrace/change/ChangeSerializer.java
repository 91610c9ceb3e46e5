package io.millrace.change;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link Change}. */
public final class ChangeSerializer extends RecordSerializer<Change> {

  private static final long serialVersionUID = 1;
  private static final Change.Kind[] KINDS = Change.Kind.values();

  @Override
  public void serialize(Change record, DataOutputView out) throws IOException {
    Wire.writeLength(record.table(), out);
    out.writeByte(record.kind().ordinal());
    Wire.writePosition(record.position(), out);
    out.writeLong(record.since());
    Wire.writeKey(record.key(), out);
    Wire.writeRow(record.row(), out);
  }

  @Override
  public Change deserialize(DataInputView in) throws IOException {
    return new Change(
        Wire.readLength(in),
        KINDS[in.readByte()],
        Wire.readPosition(in),
        in.readLong(),
        Wire.readKey(in),
        Wire.readRow(in));
  }

  @Override
  public TypeSerializerSnapshot<Change> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Change> {
    public Snapshot() {
      super(ChangeSerializer::new);
    }
  }
}
