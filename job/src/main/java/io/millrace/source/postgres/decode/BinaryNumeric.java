package io.millrace.source.postgres.decode;

import io.millrace.change.RowWriter;
import java.nio.charset.StandardCharsets;

/**
 * numeric to the text that Postgres prints: every digit that the value shows, trailing zeros too.
 */
final class BinaryNumeric implements ValueDecoder {

  private static final byte[] NAN = "NaN".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] INFINITY = "Infinity".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEGATIVE_INFINITY = "-Infinity".getBytes(StandardCharsets.US_ASCII);

  private byte[] text = new byte[64];

  @Override
  public void decode(byte[] bytes, int offset, int length, RowWriter to) {
    int sign = BigEndian.int16(bytes, offset + 4) & 0xFFFF;
    switch (sign) {
      case BinaryDecimal.NAN -> to.writeBytes(NAN, 0, NAN.length);
      case BinaryDecimal.POSITIVE_INFINITY -> to.writeBytes(INFINITY, 0, INFINITY.length);
      case BinaryDecimal.NEGATIVE_INFINITY ->
          to.writeBytes(NEGATIVE_INFINITY, 0, NEGATIVE_INFINITY.length);
      default -> {
        int size = print(bytes, offset, sign);
        to.writeBytes(text, 0, size);
      }
    }
  }

  private int print(byte[] bytes, int offset, int sign) {
    int groups = BigEndian.int16(bytes, offset);
    int weight = BigEndian.int16(bytes, offset + 2);
    int scale = BigEndian.int16(bytes, offset + 6) & 0x3FFF;
    int most = 8 + Math.max(weight + 1, 1) * 4 + scale + 4;
    if (text.length < most) {
      text = new byte[most];
    }
    int size = 0;
    if (sign == BinaryDecimal.NEGATIVE) {
      text[size++] = '-';
    }
    size = printWhole(bytes, offset, groups, weight, size);
    if (scale > 0) {
      text[size++] = '.';
      int end = size + scale;
      for (int i = weight + 1; size < end; i++) {
        size = put(i >= 0 ? BinaryDecimal.group(bytes, offset, groups, i) : 0, size);
      }
      size = end;
    }
    return size;
  }

  private int printWhole(byte[] bytes, int offset, int groups, int weight, int start) {
    if (weight < 0) {
      text[start] = '0';
      return start + 1;
    }
    int size = start;
    for (int i = 0; i <= weight; i++) {
      size = put(BinaryDecimal.group(bytes, offset, groups, i), size);
    }
    int zeros = start;
    while (zeros < size - 1 && text[zeros] == '0') {
      zeros++;
    }
    System.arraycopy(text, zeros, text, start, size - zeros);
    return size - (zeros - start);
  }

  private int put(int group, int at) {
    text[at] = (byte) ('0' + group / 1000);
    text[at + 1] = (byte) ('0' + group / 100 % 10);
    text[at + 2] = (byte) ('0' + group / 10 % 10);
    text[at + 3] = (byte) ('0' + group % 10);
    return at + 4;
  }
}
