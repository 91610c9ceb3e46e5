package io.millrace.join;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link DimensionEntry}. */
public final class DimensionEntrySerializer extends RecordSerializer<DimensionEntry> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(DimensionEntry record, DataOutputView out) throws IOException {
    Wire.writeLength(record.row() == null ? 0 : 1 + record.rivals().size(), out);
    if (record.row() != null) {
      write(record.row(), out);
      for (DimensionRow rival : record.rivals()) {
        write(rival, out);
      }
    }
    Subscribers subscribers = record.subscribers();
    Wire.writeLength(subscribers.size(), out);
    for (int i = 0; i < subscribers.size(); i++) {
      Wire.writeLength(subscribers.group(i), out);
      Wire.writeLength(subscribers.facts(i), out);
    }
  }

  private static void write(DimensionRow row, DataOutputView out) throws IOException {
    Wire.writeKey(row.owner(), out);
    Wire.writePosition(row.position(), out);
    Wire.writeOptionalRow(row.row(), out);
  }

  private static DimensionRow readRow(DataInputView in) throws IOException {
    return new DimensionRow(Wire.readKey(in), Wire.readPosition(in), Wire.readOptionalRow(in));
  }

  @Override
  public DimensionEntry deserialize(DataInputView in) throws IOException {
    int rows = Wire.readLength(in);
    DimensionRow row = rows == 0 ? null : readRow(in);
    List<DimensionRow> rivals = rows < 2 ? List.of() : new ArrayList<>(rows - 1);
    for (int i = 1; i < rows; i++) {
      rivals.add(readRow(in));
    }
    int size = Wire.readLength(in);
    int[] groups = new int[size];
    int[] facts = new int[size];
    for (int i = 0; i < size; i++) {
      groups[i] = Wire.readLength(in);
      facts[i] = Wire.readLength(in);
    }
    return new DimensionEntry(row, rivals, Subscribers.of(groups, facts));
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
