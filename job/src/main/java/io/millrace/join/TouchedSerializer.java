package io.millrace.join;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link Touched}. */
public final class TouchedSerializer extends RecordSerializer<Touched> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(Touched record, DataOutputView out) throws IOException {
    out.writeBoolean(record.given());
    Wire.writePosition(record.deletedAt(), out);
    Wire.writeOptionalRow(record.before(), out);
  }

  @Override
  public Touched deserialize(DataInputView in) throws IOException {
    return new Touched(in.readBoolean(), Wire.readPosition(in), Wire.readOptionalRow(in));
  }

  @Override
  public TypeSerializerSnapshot<Touched> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Touched> {
    public Snapshot() {
      super(TouchedSerializer::new);
    }
  }
}
