package io.millrace.source.postgres.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers in network order, as every Postgres message has them. */
public final class BigEndian {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  public static short int16(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at);
  }

  public static int int32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  public static long int64(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  public static void putInt64(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }
}
