package io.millrace.join;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link DimensionChange}. */
public final class DimensionChangeSerializer extends RecordSerializer<DimensionChange> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(DimensionChange record, DataOutputView out) throws IOException {
    Wire.writeKey(record.dimension(), out);
    Wire.writeKey(record.owner(), out);
    Wire.writePosition(record.position(), out);
    out.writeLong(record.since());
    Wire.writeOptionalRow(record.row(), out);
  }

  @Override
  public DimensionChange deserialize(DataInputView in) throws IOException {
    return new DimensionChange(
        Wire.readKey(in),
        Wire.readKey(in),
        Wire.readPosition(in),
        in.readLong(),
        Wire.readOptionalRow(in));
  }

  @Override
  public TypeSerializerSnapshot<DimensionChange> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<DimensionChange> {
    public Snapshot() {
      super(DimensionChangeSerializer::new);
    }
  }
}
