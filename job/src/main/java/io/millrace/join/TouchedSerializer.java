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

/** Format 1 of {@link Touched}. */
public final class TouchedSerializer extends RecordSerializer<Touched> {

  private static final long serialVersionUID = 1;

  private final FactSerializer facts = new FactSerializer();

  @Override
  public void serialize(Touched record, DataOutputView out) throws IOException {
    out.writeBoolean(record.given());
    Wire.writePosition(record.deletedAt(), out);
    Wire.writeOptionalRow(record.before(), out);
    Wire.writeOptionalRow(record.gone(), out);
    out.writeBoolean(record.now() != null);
    if (record.now() != null) {
      facts.serialize(record.now(), out);
    }
  }

  @Override
  public Touched deserialize(DataInputView in) throws IOException {
    boolean given = in.readBoolean();
    Position deletedAt = Wire.readPosition(in);
    Row before = Wire.readOptionalRow(in);
    Row gone = Wire.readOptionalRow(in);
    Fact now = in.readBoolean() ? facts.deserialize(in) : null;
    return new Touched(given, deletedAt, before, gone, now);
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
