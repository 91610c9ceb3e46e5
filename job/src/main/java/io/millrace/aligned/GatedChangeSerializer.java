package io.millrace.aligned;

import io.millrace.change.RecordSerializer;
import io.millrace.change.RowChangeSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link GatedChange}. */
public final class GatedChangeSerializer extends RecordSerializer<GatedChange> {

  private static final long serialVersionUID = 1;

  private final RowChangeSerializer changes = new RowChangeSerializer();

  @Override
  public void serialize(GatedChange record, DataOutputView out) throws IOException {
    changes.serialize(record.change(), out);
    out.writeBoolean(record.wasThere());
  }

  @Override
  public GatedChange deserialize(DataInputView in) throws IOException {
    return new GatedChange(changes.deserialize(in), in.readBoolean());
  }

  @Override
  public TypeSerializerSnapshot<GatedChange> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<GatedChange> {
    public Snapshot() {
      super(GatedChangeSerializer::new);
    }
  }
}
