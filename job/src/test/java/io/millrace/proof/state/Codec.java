package io.millrace.proof.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** To bytes and back. Not thread-safe. */
final class Codec {

  private final DataOutputSerializer out = new DataOutputSerializer(64);
  private final DataInputDeserializer in = new DataInputDeserializer();

  <T> byte[] bytes(TypeSerializer<T> serializer, T value) {
    try {
      out.clear();
      serializer.serialize(value, out);
      return out.getCopyOfBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  <T> T value(TypeSerializer<T> serializer, byte[] bytes) {
    return value(serializer, bytes, 0);
  }

  <T> T value(TypeSerializer<T> serializer, byte[] bytes, int from) {
    try {
      in.setBuffer(bytes, from, bytes.length - from);
      T value = serializer.deserialize(in);
      if (in.available() > 0) {
        throw new IllegalStateException(serializer.getClass() + " leaves bytes unread");
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each part with its length before it, so that no key is another's prefix. */
  <A, B> byte[] prefix(int group, TypeSerializer<A> first, A a, TypeSerializer<B> second, B b) {
    try {
      out.clear();
      out.writeShort(group);
      out.writeInt(0);
      first.serialize(a, out);
      out.writeIntUnsafe(out.length() - 6, 2);
      int at = out.length();
      out.writeInt(0);
      second.serialize(b, out);
      out.writeIntUnsafe(out.length() - at - 4, at);
      return out.getCopyOfBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The key in bytes that begin with a {@link #prefix}. */
  <A> A keyOf(byte[] bytes, TypeSerializer<A> keys) {
    try {
      in.setBuffer(bytes, Short.BYTES, bytes.length - Short.BYTES);
      int length = in.readInt();
      int end = in.getPosition() + length;
      A key = keys.deserialize(in);
      if (in.getPosition() != end) {
        throw new IllegalStateException(keys.getClass() + " reads another length than it wrote");
      }
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] concat(byte[] a, byte[] b) {
    byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
