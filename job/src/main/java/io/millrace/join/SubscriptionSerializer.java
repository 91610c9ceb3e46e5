package io.millrace.join;

import io.millrace.change.RecordSerializer;
import io.millrace.change.Wire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link Subscription}. */
public final class SubscriptionSerializer extends RecordSerializer<Subscription> {

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(Subscription record, DataOutputView out) throws IOException {
    Wire.writeKey(record.dimension(), out);
    Wire.writeLength(record.group(), out);
    out.writeLong(record.since());
    out.writeBoolean(record.wanted());
  }

  @Override
  public Subscription deserialize(DataInputView in) throws IOException {
    return new Subscription(Wire.readKey(in), Wire.readLength(in), in.readLong(), in.readBoolean());
  }

  @Override
  public TypeSerializerSnapshot<Subscription> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Subscription> {
    public Snapshot() {
      super(SubscriptionSerializer::new);
    }
  }
}
