package io.millrace.source.postgres.decode;

import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;
import io.millrace.change.RowWriter;
import java.util.Optional;

/** Decoders of the binary form, by type oid. Types that are missing here are asked for as text. */
final class BinaryValues {

  private static final int JSONB_VERSION = 1;

  private BinaryValues() {}

  /**
   * @param textual whether the type's binary form is its text (enums)
   */
  static Optional<ValueDecoder> decoder(long oid, ColumnType type, boolean textual) {
    if (textual && type.kind() == Kind.STRING) {
      return Optional.of(BinaryValues::bytes);
    }
    if (oid != (int) oid) {
      return Optional.empty();
    }
    ValueDecoder decoder =
        switch ((int) oid) {
          case 16 -> when(type, Kind.BOOL, BinaryValues::bool);
          case 17 -> when(type, Kind.BYTES, BinaryValues::bytes);
          case 18 -> when(type, Kind.STRING, BinaryValues::singleByteChar);
          case 19, 25, 114, 1042, 1043 -> when(type, Kind.STRING, BinaryValues::bytes);
          case 20 -> when(type, Kind.INT64, BinaryValues::int64);
          case 21 -> when(type, Kind.INT16, BinaryValues::int16);
          case 23 -> when(type, Kind.INT32, BinaryValues::int32);
          case 26, 28, 29 -> when(type, Kind.UINT32, BinaryValues::int32);
          case 700 -> when(type, Kind.FLOAT32, BinaryValues::float32);
          case 701 -> when(type, Kind.FLOAT64, BinaryValues::float64);
          case 1082 -> when(type, Kind.DATE, BinaryValues::date);
          case 1083 -> when(type, Kind.TIME, BinaryValues::int64);
          case 1114 -> when(type, Kind.TIMESTAMP, BinaryValues::timestamp);
          case 1184 -> when(type, Kind.TIMESTAMPTZ, BinaryValues::timestamp);
          case 1700 -> numeric(type);
          case 2950 -> when(type, Kind.UUID, BinaryValues::uuid);
          case 3802 -> when(type, Kind.STRING, BinaryValues::jsonb);
          default -> null;
        };
    return Optional.ofNullable(decoder);
  }

  private static ValueDecoder when(ColumnType type, Kind kind, ValueDecoder decoder) {
    return type.kind() == kind ? decoder : null;
  }

  private static ValueDecoder numeric(ColumnType type) {
    return switch (type.kind()) {
      case DECIMAL -> new BinaryDecimal(type);
      case NUMERIC -> new BinaryNumeric();
      default -> null;
    };
  }

  private static void bool(byte[] bytes, int offset, int length, RowWriter to) {
    to.writeBool(bytes[offset] != 0);
  }

  private static void int16(byte[] bytes, int offset, int length, RowWriter to) {
    to.writeInt16(BigEndian.int16(bytes, offset));
  }

  private static void int32(byte[] bytes, int offset, int length, RowWriter to) {
    to.writeInt32(BigEndian.int32(bytes, offset));
  }

  private static void int64(byte[] bytes, int offset, int length, RowWriter to) {
    to.writeInt64(BigEndian.int64(bytes, offset));
  }

  /** Through float, which makes every NaN the same one. */
  private static void float32(byte[] bytes, int offset, int length, RowWriter to) {
    to.writeInt32(Float.floatToIntBits(Float.intBitsToFloat(BigEndian.int32(bytes, offset))));
  }

  private static void float64(byte[] bytes, int offset, int length, RowWriter to) {
    to.writeInt64(Double.doubleToLongBits(Double.longBitsToDouble(BigEndian.int64(bytes, offset))));
  }

  private static void date(byte[] bytes, int offset, int length, RowWriter to) {
    int days = BigEndian.int32(bytes, offset);
    if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
      throw Calendar.infinite();
    }
    to.writeInt32(Calendar.days((long) days + Calendar.EPOCH_DAYS));
  }

  private static void timestamp(byte[] bytes, int offset, int length, RowWriter to) {
    long micros = BigEndian.int64(bytes, offset);
    if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
      throw Calendar.infinite();
    }
    to.writeInt64(Calendar.micros(micros + Calendar.EPOCH_MICROS));
  }

  private static void uuid(byte[] bytes, int offset, int length, RowWriter to) {
    to.writeUuid(BigEndian.int64(bytes, offset), BigEndian.int64(bytes, offset + 8));
  }

  private static void bytes(byte[] bytes, int offset, int length, RowWriter to) {
    to.writeBytes(bytes, offset, length);
  }

  private static void jsonb(byte[] bytes, int offset, int length, RowWriter to) {
    if (bytes[offset] != JSONB_VERSION) {
      throw new ValueRefusedException(
          "jsonb of version " + bytes[offset], "This server is newer than Millrace: update it");
    }
    to.writeBytes(bytes, offset + 1, length - 1);
  }

  /** The type "char": one byte; zero is the empty text. */
  private static void singleByteChar(byte[] bytes, int offset, int length, RowWriter to) {
    if (bytes[offset] < 0) {
      throw new ValueRefusedException(
          "a value of type \"char\" that is not ASCII", "Change the value or the column's type");
    }
    to.writeBytes(bytes, offset, bytes[offset] == 0 ? 0 : 1);
  }
}
