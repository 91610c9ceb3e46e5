package io.millrace.source.postgres.stream;

import io.millrace.source.postgres.decode.BigEndian;
import java.nio.charset.StandardCharsets;

/** Reads a message's fields one after the other. */
final class MessageReader {

  private final byte[] bytes;
  private int at;

  MessageReader(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  int int8() {
    return bytes[at++];
  }

  int int16() {
    at += 2;
    return BigEndian.int16(bytes, at - 2);
  }

  int int32() {
    at += 4;
    return BigEndian.int32(bytes, at - 4);
  }

  /** Up to the next zero byte. */
  String text() {
    int start = at;
    while (bytes[at] != 0) {
      at++;
    }
    return new String(bytes, start, at++ - start, StandardCharsets.UTF_8);
  }

  void skip(int count) {
    at += count;
  }
}
