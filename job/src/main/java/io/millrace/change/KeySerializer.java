package io.millrace.change;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link Key}. */
public final class KeySerializer extends RecordSerializer<Key> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(Key record, DataOutputView out) throws IOException {
    Wire.writeKey(record, out);
  }

  @Override
  public Key deserialize(DataInputView in) throws IOException {
    return Wire.readKey(in);
  }

  @Override
  public TypeSerializerSnapshot<Key> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Key> {
    public Snapshot() {
      super(KeySerializer::new);
    }
  }
}
