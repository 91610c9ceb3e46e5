package io.millrace.join;

import io.millrace.change.Position;
import io.millrace.change.RecordSerializer;
import io.millrace.change.Row;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link DimensionCopy}. */
public final class DimensionCopySerializer extends RecordSerializer<DimensionCopy> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(DimensionCopy record, DataOutputView out) throws IOException {
    Wire.writeLength(record.facts(), out);
    out.writeBoolean(record.isAnswered());
    if (record.isAnswered()) {
      Wire.writePosition(record.position(), out);
      Wire.writeOptionalRow(record.row(), out);
    }
  }

  @Override
  public DimensionCopy deserialize(DataInputView in) throws IOException {
    int facts = Wire.readLength(in);
    if (!in.readBoolean()) {
      return new DimensionCopy(facts, null, null);
    }
    Position position = Wire.readPosition(in);
    Row row = Wire.readOptionalRow(in);
    return new DimensionCopy(facts, position, row);
  }

  @Override
  public TypeSerializerSnapshot<DimensionCopy> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<DimensionCopy> {
    public Snapshot() {
      super(DimensionCopySerializer::new);
    }
  }
}
