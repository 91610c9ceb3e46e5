package io.millrace.proof.history;

import io.millrace.change.RowWriter;
import java.util.UUID;

/** Types that the histories use. */
public enum FieldType {
  BIGINT("bigint"),
  INTEGER("integer"),
  TEXT("text"),
  UUID("uuid");

  public final String sql;

  FieldType(String sql) {
    this.sql = sql;
  }

  /** One of the few values that keys and references are drawn from. */
  public Object value(int number) {
    return switch (this) {
      case BIGINT -> (long) number;
      case INTEGER -> number;
      case TEXT -> "k" + number;
      case UUID -> new UUID(number * 0x9E3779B97F4A7C15L, number);
    };
  }

  void write(Object value, RowWriter writer) {
    switch (this) {
      case BIGINT -> writer.writeInt64((Long) value);
      case INTEGER -> writer.writeInt32((Integer) value);
      case TEXT -> writer.writeString((String) value);
      case UUID -> writer.writeUuid((UUID) value);
    }
  }
}
