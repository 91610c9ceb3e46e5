package io.millrace.cli.verify;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 128 bits of a row's values: equal rows have equal ones, and others do not. */
record RowHash(long high, long low) {

  /** How many groups of rows are told apart at first. */
  static final int BUCKETS = 1 << 16;

  int bucket() {
    return (int) (high >>> 48);
  }

  /** Not thread-safe. */
  static final class Digest {

    private static final int NULL = -1;

    private final MessageDigest digest;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    Digest() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }

    /**
     * Lengths come before values, so that no value can reach into the next.
     *
     * @param values see {@link ComparedRow}
     */
    RowHash of(byte[][] values) {
      for (byte[] value : values) {
        digest.update(length.putInt(0, value == null ? NULL : value.length).array());
        if (value != null) {
          digest.update(value);
        }
      }
      ByteBuffer bits = ByteBuffer.wrap(digest.digest());
      return new RowHash(bits.getLong(), bits.getLong());
    }
  }
}
