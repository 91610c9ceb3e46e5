package io.millrace.source.postgres.split;

import io.millrace.change.Position;
import io.millrace.change.TableId;
import io.millrace.source.postgres.connect.ServerIdentity;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Format 4 of splits; format 1 did not know partitions, format 2 not how many rows a chunk had,
 * format 3 no tables without a key.
 */
public final class PostgresSplitSerializer implements SimpleVersionedSerializer<PostgresSplit> {

  private static final int VERSION = 4;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(PostgresSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(128);
    out.writeBoolean(split instanceof ChunkSplit);
    if (split instanceof ChunkSplit chunk) {
      writeChunk(chunk, out);
    } else {
      writeStream((StreamSplit) split, out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public PostgresSplit deserialize(int version, byte[] bytes) throws IOException {
    if (version > VERSION) {
      throw new IOException("Split format " + version + " is newer than this Millrace knows");
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    return in.readBoolean() ? readChunk(in, version) : readStream(in, version);
  }

  public static void writeChunk(ChunkSplit chunk, DataOutputView out) throws IOException {
    out.writeInt(chunk.number());
    out.writeInt(chunk.table());
    out.writeUTF(chunk.relation().schema());
    out.writeUTF(chunk.relation().name());
    out.writeLong(chunk.file());
    out.writeLong(chunk.fromBlock());
    out.writeLong(chunk.toBlock());
    out.writeLong(chunk.commit());
    out.writeBoolean(chunk.finished());
    out.writeLong(chunk.rows());
    out.writeLong(chunk.bytes());
    out.writeInt(chunk.attempt());
    out.writeLong(chunk.readAt());
  }

  public static ChunkSplit readChunk(DataInputView in, int version) throws IOException {
    return new ChunkSplit(
        in.readInt(),
        in.readInt(),
        new TableId(in.readUTF(), in.readUTF()),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        version > 2 ? in.readLong() : 0,
        version > 2 ? in.readLong() : 0,
        version > 3 ? in.readInt() : 0,
        version > 3 ? in.readLong() : 0);
  }

  public static void writeStream(StreamSplit stream, DataOutputView out) throws IOException {
    writeIdentity(stream.server(), out);
    out.writeLong(stream.watermark());
    out.writeLong(stream.resume());
    out.writeLong(stream.last().commit());
    out.writeLong(stream.last().ordinal());
    out.writeLong(stream.snapshotEnd());
    out.writeLong(stream.quietUntil());
    out.writeBoolean(stream.endsWhenConsistent());
    out.writeBoolean(stream.partitions() != null);
    if (stream.partitions() != null) {
      writePartitions(stream.partitions(), out);
    }
    writeReadAt(stream.readAt(), out);
  }

  public static StreamSplit readStream(DataInputView in, int version) throws IOException {
    return new StreamSplit(
        readIdentity(in),
        in.readLong(),
        in.readLong(),
        new Position(in.readLong(), in.readLong()),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        version > 1 && in.readBoolean() ? readPartitions(in) : null,
        version > 3 ? readReadAt(in) : Map.of());
  }

  public static void writeReadAt(Map<Integer, Long> readAt, DataOutputView out) throws IOException {
    out.writeInt(readAt.size());
    for (Map.Entry<Integer, Long> table : readAt.entrySet()) {
      out.writeInt(table.getKey());
      out.writeLong(table.getValue());
    }
  }

  public static Map<Integer, Long> readReadAt(DataInputView in) throws IOException {
    Map<Integer, Long> readAt = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      readAt.put(in.readInt(), in.readLong());
    }
    return readAt;
  }

  public static void writePartitions(Set<Partition> partitions, DataOutputView out)
      throws IOException {
    out.writeInt(partitions.size());
    for (Partition partition : partitions) {
      out.writeLong(partition.oid());
      out.writeLong(partition.attached());
    }
  }

  public static Set<Partition> readPartitions(DataInputView in) throws IOException {
    Set<Partition> partitions = new HashSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      partitions.add(new Partition(in.readLong(), in.readLong()));
    }
    return partitions;
  }

  public static void writeIdentity(ServerIdentity identity, DataOutputView out) throws IOException {
    out.writeUTF(identity.system());
    out.writeInt(identity.timeline());
    out.writeUTF(identity.database());
  }

  public static ServerIdentity readIdentity(DataInputView in) throws IOException {
    return new ServerIdentity(in.readUTF(), in.readInt(), in.readUTF());
  }
}
