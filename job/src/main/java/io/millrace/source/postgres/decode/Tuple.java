package io.millrace.source.postgres.decode;

import java.util.Arrays;

/**
 * Where the columns of one row stand in a message's bytes. Used again for the next row; not
 * thread-safe.
 */
public final class Tuple {

  /** NULL. */
  public static final byte NULL = 'n';

  /** An out-of-line value that an UPDATE left alone; the log does not repeat it. */
  public static final byte UNCHANGED = 'u';

  /** Text form. */
  public static final byte TEXT = 't';

  /** Binary form. */
  public static final byte BINARY = 'b';

  private byte[] bytes;
  private int size;
  private byte[] kinds = new byte[16];
  private int[] starts = new int[16];
  private int[] lengths = new int[16];

  /**
   * Reads pgoutput's TupleData.
   *
   * @return where the next thing in the message begins
   */
  public int readLogical(byte[] message, int offset) {
    begin(message, BigEndian.int16(message, offset));
    int at = offset + 2;
    for (int i = 0; i < size; i++) {
      byte kind = message[at++];
      kinds[i] = kind;
      switch (kind) {
        case NULL, UNCHANGED -> {}
        case TEXT, BINARY -> {
          lengths[i] = BigEndian.int32(message, at);
          starts[i] = at + 4;
          at += 4 + lengths[i];
        }
        default -> throw new IllegalStateException("column of kind '" + (char) kind + "'");
      }
    }
    return at;
  }

  /**
   * Reads a row of binary COPY.
   *
   * @param forms for each column {@link #TEXT} (it was cast to text) or {@link #BINARY}
   * @return where the next row begins
   */
  public int readCopy(byte[] message, int offset, byte[] forms) {
    begin(message, BigEndian.int16(message, offset));
    if (size != forms.length) {
      throw new IllegalStateException(size + " columns copied, " + forms.length + " asked for");
    }
    int at = offset + 2;
    for (int i = 0; i < size; i++) {
      int length = BigEndian.int32(message, at);
      at += 4;
      if (length < 0) {
        kinds[i] = NULL;
      } else {
        kinds[i] = forms[i];
        lengths[i] = length;
        starts[i] = at;
        at += length;
      }
    }
    return at;
  }

  private void begin(byte[] message, int columns) {
    bytes = message;
    size = columns;
    if (kinds.length < columns) {
      kinds = Arrays.copyOf(kinds, columns);
      starts = Arrays.copyOf(starts, columns);
      lengths = Arrays.copyOf(lengths, columns);
    }
  }

  public int size() {
    return size;
  }

  byte kind(int column) {
    return kinds[column];
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int column) {
    return starts[column];
  }

  int length(int column) {
    return lengths[column];
  }
}
