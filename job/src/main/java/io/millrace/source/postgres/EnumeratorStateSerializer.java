package io.millrace.source.postgres;

import io.millrace.source.postgres.EnumeratorState.Phase;
import io.millrace.source.postgres.connect.ServerIdentity;
import io.millrace.source.postgres.split.ChunkSplit;
import io.millrace.source.postgres.split.Partition;
import io.millrace.source.postgres.split.PostgresSplitSerializer;
import io.millrace.source.postgres.split.StreamSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Format 2 of {@link EnumeratorState}; format 1 did not know partitions. */
final class EnumeratorStateSerializer implements SimpleVersionedSerializer<EnumeratorState> {

  private static final int VERSION = 2;

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
    for (int number : state.given()) {
      out.writeInt(number);
    }
    out.writeBoolean(state.log() != null);
    if (state.log() != null) {
      PostgresSplitSerializer.writeStream(state.log(), out);
    }
    out.writeBoolean(state.partitions() != null);
    if (state.partitions() != null) {
      PostgresSplitSerializer.writePartitions(state.partitions(), out);
    }
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
      waiting.add(PostgresSplitSerializer.readChunk(in));
    }
    Set<Integer> given = new HashSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      given.add(in.readInt());
    }
    StreamSplit log = in.readBoolean() ? PostgresSplitSerializer.readStream(in, version) : null;
    Set<Partition> partitions =
        version > 1 && in.readBoolean() ? PostgresSplitSerializer.readPartitions(in) : null;
    return new EnumeratorState(phase, server, slotAt, waiting, given, log, partitions);
  }
}
