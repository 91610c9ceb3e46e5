package io.millrace.change;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link RowChange}. */
public final class RowChangeSerializer extends RecordSerializer<RowChange> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(RowChange record, DataOutputView out) throws IOException {
    Wire.writePosition(record.position(), out);
    out.writeLong(record.since());
    Wire.writeKey(record.key(), out);
    Wire.writeOptionalRow(record.before(), out);
    Wire.writeOptionalRow(record.after(), out);
  }

  @Override
  public RowChange deserialize(DataInputView in) throws IOException {
    return new RowChange(
        Wire.readPosition(in),
        in.readLong(),
        Wire.readKey(in),
        Wire.readOptionalRow(in),
        Wire.readOptionalRow(in));
  }

  @Override
  public TypeSerializerSnapshot<RowChange> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RowChange> {
    public Snapshot() {
      super(RowChangeSerializer::new);
    }
  }
}
