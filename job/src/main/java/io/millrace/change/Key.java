package io.millrace.change;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A key's values as canonical bytes; immutable. Two keys are equal exactly when Postgres's {@code
 * =} says so for every column, also across types that it compares (an {@code int} foreign key and a
 * {@code bigint} primary key). Made by {@link KeyEncoder}. The hash is a function of the bytes
 * alone, the same in every process: key groups depend on it.
 */
public final class Key implements Comparable<Key> {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int hash;

  private Key(byte[] bytes) {
    this.bytes = bytes;
    this.hash = hash(bytes);
  }

  /**
   * Spreads keys that differ in a few bits only (numbers from a sequence) over all values: they sit
   * in hash maps by the million.
   */
  private static int hash(byte[] bytes) {
    long hash = bytes.length;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(bytes, at));
    }
    long rest = 0;
    for (; at < bytes.length; at++) {
      rest = rest << Byte.SIZE | bytes[at] & 0xff;
    }
    return (int) (mix(hash ^ rest) >>> Integer.SIZE);
  }

  private static long mix(long value) {
    long product = value * 0x9E3779B97F4A7C15L;
    return product ^ product >>> 29;
  }

  /** Takes the array over: the caller must not change it afterwards. */
  public static Key wrap(byte[] bytes) {
    return new Key(bytes);
  }

  /** The key's own array: for reading only. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Size only: values do not belong in logs. */
  @Override
  public String toString() {
    return "Key[" + bytes.length + " bytes]";
  }
}
