package io.millrace.cli.verify;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a line of Postgres's COPY text or ClickHouse's TabSeparated: both part fields by
 * tabs, write NULL as {@code \N} and escape with backslashes.
 */
final class TextRow {

  private TextRow() {}

  /**
   * @param length of the line, its end not counted
   * @return the fields' bytes; null for NULL
   */
  static List<byte[]> fields(byte[] line, int length) {
    List<byte[]> fields = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= length; i++) {
      if (i == length || line[i] == '\t') {
        fields.add(field(line, start, i));
        start = i + 1;
      }
    }
    return fields;
  }

  private static byte[] field(byte[] line, int start, int end) {
    if (end - start == 2 && line[start] == '\\' && line[start + 1] == 'N') {
      return null;
    }
    ByteArrayOutputStream field = new ByteArrayOutputStream(end - start);
    for (int i = start; i < end; i++) {
      boolean escape = line[i] == '\\' && i + 1 < end;
      field.write(escape ? unescaped(line[++i]) : line[i]);
    }
    return field.toByteArray();
  }

  private static int unescaped(byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0B;
      case '0' -> 0;
      default -> letter;
    };
  }
}
