package io.millrace.join;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link DimensionEntry}. */
public final class DimensionEntrySerializer extends RecordSerializer<DimensionEntry> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(DimensionEntry record, DataOutputView out) throws IOException {
    DimensionRow row = record.row();
    out.writeBoolean(row != null);
    if (row != null) {
      Wire.writeKey(row.owner(), out);
      Wire.writePosition(row.position(), out);
      Wire.writeOptionalRow(row.row(), out);
    }
    Subscribers subscribers = record.subscribers();
    Wire.writeLength(subscribers.size(), out);
    for (int i = 0; i < subscribers.size(); i++) {
      Wire.writeLength(subscribers.group(i), out);
      Wire.writeLength(subscribers.facts(i), out);
    }
  }

  @Override
  public DimensionEntry deserialize(DataInputView in) throws IOException {
    DimensionRow row =
        in.readBoolean()
            ? new DimensionRow(Wire.readKey(in), Wire.readPosition(in), Wire.readOptionalRow(in))
            : null;
    int size = Wire.readLength(in);
    int[] groups = new int[size];
    int[] facts = new int[size];
    for (int i = 0; i < size; i++) {
      groups[i] = Wire.readLength(in);
      facts[i] = Wire.readLength(in);
    }
    return new DimensionEntry(row, Subscribers.of(groups, facts));
  }

  @Override
  public TypeSerializerSnapshot<DimensionEntry> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<DimensionEntry> {
    public Snapshot() {
      super(DimensionEntrySerializer::new);
    }
  }
}
