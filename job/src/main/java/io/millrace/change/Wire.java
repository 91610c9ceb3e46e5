package io.millrace.change;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How positions, keys and rows stand in records between tasks and in state. */
public final class Wire {

  private Wire() {}

  /** Unsigned LEB128. */
  public static void writeLength(int value, DataOutputView out) throws IOException {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      out.writeByte(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  public static int readLength(DataInputView in) throws IOException {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.readByte();
      value |= (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  public static void writePosition(Position position, DataOutputView out) throws IOException {
    out.writeLong(position.commit());
    out.writeLong(position.ordinal());
  }

  public static Position readPosition(DataInputView in) throws IOException {
    return new Position(in.readLong(), in.readLong());
  }

  public static void writeKey(Key key, DataOutputView out) throws IOException {
    writeBytes(key.bytes(), out);
  }

  public static Key readKey(DataInputView in) throws IOException {
    return Key.wrap(readBytes(in));
  }

  /** Null is allowed. */
  public static void writeOptionalKey(Key key, DataOutputView out) throws IOException {
    writeOptionalBytes(key == null ? null : key.bytes(), out);
  }

  public static Key readOptionalKey(DataInputView in) throws IOException {
    byte[] bytes = readOptionalBytes(in);
    return bytes == null ? null : Key.wrap(bytes);
  }

  /** Null is allowed. */
  public static void writeOptionalRow(Row row, DataOutputView out) throws IOException {
    writeOptionalBytes(row == null ? null : row.bytes(), out);
  }

  public static Row readOptionalRow(DataInputView in) throws IOException {
    byte[] bytes = readOptionalBytes(in);
    return bytes == null ? null : Row.wrap(bytes);
  }

  public static void writeRow(Row row, DataOutputView out) throws IOException {
    writeBytes(row.bytes(), out);
  }

  public static Row readRow(DataInputView in) throws IOException {
    return Row.wrap(readBytes(in));
  }

  private static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
    writeLength(bytes.length, out);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputView in) throws IOException {
    byte[] bytes = new byte[readLength(in)];
    in.readFully(bytes);
    return bytes;
  }

  private static void writeOptionalBytes(byte[] bytes, DataOutputView out) throws IOException {
    writeLength(bytes == null ? 0 : bytes.length + 1, out);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte[] readOptionalBytes(DataInputView in) throws IOException {
    int length = readLength(in);
    if (length == 0) {
      return null;
    }
    byte[] bytes = new byte[length - 1];
    in.readFully(bytes);
    return bytes;
  }
}
