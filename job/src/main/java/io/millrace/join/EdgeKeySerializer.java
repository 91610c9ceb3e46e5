package io.millrace.join;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link EdgeKey}. */
public final class EdgeKeySerializer extends RecordSerializer<EdgeKey> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(EdgeKey record, DataOutputView out) throws IOException {
    Wire.writeLength(record.edge(), out);
    Wire.writeKey(record.dimension(), out);
  }

  @Override
  public EdgeKey deserialize(DataInputView in) throws IOException {
    return new EdgeKey(Wire.readLength(in), Wire.readKey(in));
  }

  @Override
  public TypeSerializerSnapshot<EdgeKey> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<EdgeKey> {
    public Snapshot() {
      super(EdgeKeySerializer::new);
    }
  }
}
