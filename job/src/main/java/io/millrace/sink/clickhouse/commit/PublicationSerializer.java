package io.millrace.sink.clickhouse.commit;

import io.millrace.sink.clickhouse.batch.BatchFormat;
import io.millrace.sink.clickhouse.insert.WireColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Format of the committer's state. A change takes the next version and keeps reading this one. */
public final class PublicationSerializer implements SimpleVersionedSerializer<Publication> {

  private static final int VERSION = 1;
  private static final int PART = 0;
  private static final int MARKER = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(Publication publication) throws IOException {
    DataOutputSerializer out;
    if (publication instanceof InsertPart part) {
      out = new DataOutputSerializer(part.batch().block().length + 1024);
      out.writeByte(PART);
      writePart(part, out);
    } else {
      Marker marker = (Marker) publication;
      out = new DataOutputSerializer(256);
      out.writeByte(MARKER);
      out.writeLong(marker.checkpoint());
      writeToken(marker.token(), out);
      BatchFormat.writeCommit(marker.commit(), out);
      BatchFormat.writeCounts(marker.rows(), out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public Publication deserialize(int version, byte[] bytes) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "publications of format " + version + " come from a newer Millrace than this");
    }
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    int kind = in.readByte();
    return switch (kind) {
      case PART -> readPart(in);
      case MARKER ->
          new Marker(
              in.readLong(), readToken(in), BatchFormat.readCommit(in), BatchFormat.readCounts(in));
      default -> throw new IOException("unknown kind of publication: " + kind);
    };
  }

  private static void writePart(InsertPart part, DataOutputView out) throws IOException {
    out.writeLong(part.checkpoint());
    writeToken(part.token(), out);
    out.writeInt(part.index());
    out.writeInt(part.parts());
    writeStrings(part.columns().names(), out);
    writeStrings(part.columns().types(), out);
    BatchFormat.writeBatch(part.batch(), out);
  }

  private static InsertPart readPart(DataInputView in) throws IOException {
    return new InsertPart(
        in.readLong(),
        readToken(in),
        in.readInt(),
        in.readInt(),
        new WireColumns(readStrings(in), readStrings(in)),
        BatchFormat.readBatch(in));
  }

  private static void writeToken(UUID token, DataOutputView out) throws IOException {
    out.writeLong(token.getMostSignificantBits());
    out.writeLong(token.getLeastSignificantBits());
  }

  private static UUID readToken(DataInputView in) throws IOException {
    return new UUID(in.readLong(), in.readLong());
  }

  private static void writeStrings(List<String> strings, DataOutputView out) throws IOException {
    out.writeInt(strings.size());
    for (String string : strings) {
      out.writeUTF(string);
    }
  }

  private static List<String> readStrings(DataInputView in) throws IOException {
    int size = in.readInt();
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      strings.add(in.readUTF());
    }
    return strings;
  }
}
