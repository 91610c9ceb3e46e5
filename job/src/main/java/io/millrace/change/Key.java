package io.millrace.change;

import java.util.Arrays;

/**
 * A key's values as canonical bytes; immutable. Two keys are equal exactly when Postgres's {@code
 * =} says so for every column, also across types that it compares (an {@code int} foreign key and a
 * {@code bigint} primary key). Made by {@link KeyEncoder}. The hash is a function of the bytes
 * alone, the same in every process: key groups depend on it.
 */
public final class Key implements Comparable<Key> {

  private final byte[] bytes;
  private final int hash;

  private Key(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
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
