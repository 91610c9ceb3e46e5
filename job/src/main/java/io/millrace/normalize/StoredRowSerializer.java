package io.millrace.normalize;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link StoredRow}. */
public final class StoredRowSerializer extends RecordSerializer<StoredRow> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(StoredRow stored, DataOutputView out) throws IOException {
    Wire.writePosition(stored.position(), out);
    Wire.writeRow(stored.row(), out);
  }

  @Override
  public StoredRow deserialize(DataInputView in) throws IOException {
    return new StoredRow(Wire.readPosition(in), Wire.readRow(in));
  }

  @Override
  public TypeSerializerSnapshot<StoredRow> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<StoredRow> {
    public Snapshot() {
      super(StoredRowSerializer::new);
    }
  }
}
