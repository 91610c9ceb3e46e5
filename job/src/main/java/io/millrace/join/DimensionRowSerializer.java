package io.millrace.join;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link DimensionRow}. */
public final class DimensionRowSerializer extends RecordSerializer<DimensionRow> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(DimensionRow record, DataOutputView out) throws IOException {
    Wire.writeKey(record.owner(), out);
    Wire.writePosition(record.position(), out);
    Wire.writeOptionalRow(record.row(), out);
  }

  @Override
  public DimensionRow deserialize(DataInputView in) throws IOException {
    return new DimensionRow(Wire.readKey(in), Wire.readPosition(in), Wire.readOptionalRow(in));
  }

  @Override
  public TypeSerializerSnapshot<DimensionRow> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<DimensionRow> {
    public Snapshot() {
      super(DimensionRowSerializer::new);
    }
  }
}
