package io.millrace.join;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link Fact}. */
public final class FactSerializer extends RecordSerializer<Fact> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(Fact record, DataOutputView out) throws IOException {
    Wire.writePosition(record.position(), out);
    out.writeBoolean(record.given());
    Wire.writeRow(record.row(), out);
  }

  @Override
  public Fact deserialize(DataInputView in) throws IOException {
    return new Fact(Wire.readPosition(in), in.readBoolean(), Wire.readRow(in));
  }

  @Override
  public TypeSerializerSnapshot<Fact> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Fact> {
    public Snapshot() {
      super(FactSerializer::new);
    }
  }
}
