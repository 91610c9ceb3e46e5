package io.millrace.source.postgres;

import io.millrace.change.ChangeTypes;
import io.millrace.change.LogEvent;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;

/**
 * What a source gave, in a file that outlives the process: events, and watermarks as Longs. What is
 * flushed is there after a {@code kill -9}.
 */
final class EventFile implements AutoCloseable {

  private static final int BUFFER = 1 << 20;
  private static final int WATERMARK = 0;
  private static final int EVENT = 1;

  private final FileChannel channel;
  private final DataOutputStream out;
  private final TypeSerializer<LogEvent> serializer = serializer();

  /** Forgets what stands behind a length. */
  EventFile(Path path, long length) throws IOException {
    channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.size() < length) {
      throw new IOException(path + " has " + channel.size() + " bytes, its state says " + length);
    }
    channel.truncate(length);
    channel.position(length);
    out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
  }

  private static TypeSerializer<LogEvent> serializer() {
    return ChangeTypes.LOG_EVENT.createSerializer(new SerializerConfigImpl());
  }

  void watermark(long timestamp) throws IOException {
    out.writeByte(WATERMARK);
    out.writeLong(timestamp);
  }

  void event(LogEvent event) throws IOException {
    out.writeByte(EVENT);
    serializer.serialize(event, new DataOutputViewStreamWrapper(out));
  }

  /** The file's length, all of it flushed. */
  long flushed() throws IOException {
    out.flush();
    return channel.position();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** All of it, when nobody writes any more. */
  static List<Object> read(Path path) throws IOException {
    List<Object> events = new ArrayList<>();
    TypeSerializer<LogEvent> serializer = serializer();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER))) {
      DataInputViewStreamWrapper view = new DataInputViewStreamWrapper(in);
      for (int tag = in.read(); tag >= 0; tag = in.read()) {
        events.add(tag == WATERMARK ? (Object) in.readLong() : serializer.deserialize(view));
      }
    }
    return events;
  }
}
