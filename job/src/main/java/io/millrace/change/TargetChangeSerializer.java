package io.millrace.change;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link TargetChange}. */
public final class TargetChangeSerializer extends RecordSerializer<TargetChange> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(TargetChange record, DataOutputView out) throws IOException {
    Wire.writePosition(record.position(), out);
    Wire.writeKey(record.key(), out);
    out.writeBoolean(record.deleted());
    Wire.writeRow(record.row(), out);
  }

  @Override
  public TargetChange deserialize(DataInputView in) throws IOException {
    return new TargetChange(
        Wire.readPosition(in), Wire.readKey(in), in.readBoolean(), Wire.readRow(in));
  }

  @Override
  public TypeSerializerSnapshot<TargetChange> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<TargetChange> {
    public Snapshot() {
      super(TargetChangeSerializer::new);
    }
  }
}
