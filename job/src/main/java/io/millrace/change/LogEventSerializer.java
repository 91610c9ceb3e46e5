package io.millrace.change;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Format 1 of {@link LogEvent}: which case it is, then the case. */
public final class LogEventSerializer extends RecordSerializer<LogEvent> {

  private static final long serialVersionUID = 1;
  private static final ChangeSerializer CHANGES = new ChangeSerializer();
  private static final CommitSerializer COMMITS = new CommitSerializer();

  @Override
  public void serialize(LogEvent event, DataOutputView out) throws IOException {
    out.writeBoolean(event instanceof Change);
    if (event instanceof Change change) {
      CHANGES.serialize(change, out);
    } else {
      COMMITS.serialize((Commit) event, out);
    }
  }

  @Override
  public LogEvent deserialize(DataInputView in) throws IOException {
    return in.readBoolean() ? CHANGES.deserialize(in) : COMMITS.deserialize(in);
  }

  @Override
  public TypeSerializerSnapshot<LogEvent> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names this format in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<LogEvent> {
    public Snapshot() {
      super(LogEventSerializer::new);
    }
  }
}
