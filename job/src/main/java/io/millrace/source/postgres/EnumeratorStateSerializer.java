package io.millrace.source.postgres;

import io.millrace.source.postgres.EnumeratorState.Phase;
import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.split.ChunkSplit;
import io.millrace.source.postgres.split.Partition;
import io.millrace.source.postgres.split.PostgresSplitSerializer;
import io.millrace.source.postgres.split.StreamSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Format 4 of {@link EnumeratorState}; format 1 did not know partitions, format 2 not how far the
 * snapshot of each table has come, format 3 no tables without a key.
 */
final class EnumeratorStateSerializer implements SimpleVersionedSerializer<EnumeratorState> {

  private static final int VERSION = 4;
  private static final int UNKNOWN_TABLE = -1;

  /** In this order in every format. */
  private static final List<Phase> PHASES =
      List.of(Phase.PREPARING, Phase.READING, Phase.DELIVERING, Phase.FOLLOWING);

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(EnumeratorState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    out.writeByte(PHASES.indexOf(state.phase()));
    out.writeBoolean(state.server() != null);
    if (state.server() != null) {
      PostgresSplitSerializer.writeIdentity(state.server(), out);
    }
    out.writeLong(state.slotAt());
    out.writeInt(state.waiting().size());
    for (ChunkSplit chunk : state.waiting()) {
      PostgresSplitSerializer.writeChunk(chunk, out);
    }
    out.writeInt(state.given().size());
    for (Map.Entry<Integer, Integer> chunk : state.given().entrySet()) {
      out.writeInt(chunk.getKey());
      out.writeInt(chunk.getValue());
    }
    out.writeBoolean(state.log() != null);
    if (state.log() != null) {
      PostgresSplitSerializer.writeStream(state.log(), out);
    }
    out.writeBoolean(state.partitions() != null);
    if (state.partitions() != null) {
      PostgresSplitSerializer.writePartitions(state.partitions(), out);
    }
    out.writeInt(state.progress().size());
    for (SnapshotProgress.Table table : state.progress()) {
      out.writeInt(table.chunks());
      out.writeLong(table.rows());
      out.writeLong(table.bytes());
      out.writeLong(table.rowsEstimate());
    }
    PostgresSplitSerializer.writeReadAt(state.readAt(), out);
    return out.getCopyOfBuffer();
  }

  @Override
  public EnumeratorState deserialize(int version, byte[] bytes) throws IOException {
    if (version > VERSION) {
      throw new IOException("Enumerator format " + version + " is newer than this Millrace knows");
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    Phase phase = PHASES.get(in.readByte());
    ServerIdentity server = in.readBoolean() ? PostgresSplitSerializer.readIdentity(in) : null;
    long slotAt = in.readLong();
    List<ChunkSplit> waiting = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      waiting.add(PostgresSplitSerializer.readChunk(in, version));
    }
    Map<Integer, Integer> given = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      given.put(in.readInt(), version > 2 ? in.readInt() : UNKNOWN_TABLE);
    }
    StreamSplit log = in.readBoolean() ? PostgresSplitSerializer.readStream(in, version) : null;
    Set<Partition> partitions =
        version > 1 && in.readBoolean() ? PostgresSplitSerializer.readPartitions(in) : null;
    return new EnumeratorState(
        phase,
        server,
        slotAt,
        waiting,
        given,
        log,
        partitions,
        version > 2 ? readProgress(in) : List.of(),
        version > 3 ? PostgresSplitSerializer.readReadAt(in) : Map.of());
  }

  private static List<SnapshotProgress.Table> readProgress(DataInputView in) throws IOException {
    List<SnapshotProgress.Table> progress = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      progress.add(
          new SnapshotProgress.Table(in.readInt(), in.readLong(), in.readLong(), in.readLong()));
    }
    return progress;
  }
}
