package io.millrace.join;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link CachedDimension}. */
public final class CachedDimensionSerializer extends RecordSerializer<CachedDimension> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(CachedDimension record, DataOutputView out) throws IOException {
    Wire.writePosition(record.position(), out);
    Wire.writeOptionalRow(record.row(), out);
  }

  @Override
  public CachedDimension deserialize(DataInputView in) throws IOException {
    return new CachedDimension(Wire.readPosition(in), Wire.readOptionalRow(in));
  }

  @Override
  public TypeSerializerSnapshot<CachedDimension> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<CachedDimension> {
    public Snapshot() {
      super(CachedDimensionSerializer::new);
    }
  }
}
