package io.millrace.join;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link Answer}. */
public final class AnswerSerializer extends RecordSerializer<Answer> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(Answer record, DataOutputView out) throws IOException {
    Wire.writeLength(record.edge(), out);
    Wire.writeKey(record.dimension(), out);
    Wire.writeLength(record.group(), out);
    Wire.writePosition(record.position(), out);
    out.writeLong(record.since());
    out.writeBoolean(record.first());
    Wire.writeOptionalRow(record.row(), out);
  }

  @Override
  public Answer deserialize(DataInputView in) throws IOException {
    return new Answer(
        Wire.readLength(in),
        Wire.readKey(in),
        Wire.readLength(in),
        Wire.readPosition(in),
        in.readLong(),
        in.readBoolean(),
        Wire.readOptionalRow(in));
  }

  @Override
  public TypeSerializerSnapshot<Answer> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Answer> {
    public Snapshot() {
      super(AnswerSerializer::new);
    }
  }
}
