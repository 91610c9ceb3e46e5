package io.millrace.change;

import java.io.Serializable;

/**
 * How a column's values are encoded in a {@link Row}: little-endian, exactly as ClickHouse's
 * RowBinary has the type named beside each kind, so that a sink can copy bytes.
 *
 * @param precision digits of a {@link Kind#DECIMAL} (1 to 76); otherwise 0
 * @param scale digits after the point of a {@link Kind#DECIMAL}; otherwise 0
 */
public record ColumnType(Kind kind, int precision, int scale) implements Serializable {

  /** The closed set of encodings. A width of -1: a length (unsigned LEB128) and that many bytes. */
  public enum Kind {
    /** Bool: 0 or 1. */
    BOOL(1),
    /** Int16. */
    INT16(2),
    /** Int32. */
    INT32(4),
    /** Int64. */
    INT64(8),
    /** UInt32: oid and its like. */
    UINT32(4),
    /** Float32. */
    FLOAT32(4),
    /** Float64. */
    FLOAT64(8),
    /** Decimal(p, s): two's complement of the unscaled value in 4, 8, 16 or 32 bytes. */
    DECIMAL(0),
    /** Date32: days since 1970-01-01 in 4 bytes, 1900-01-01 to 2299-12-31. */
    DATE(4),
    /** Time64(6): microseconds since midnight in 8 bytes; 24:00:00 is 86,400,000,000. */
    TIME(8),
    /**
     * DateTime64(6, 'UTC') of a timestamp without zone: microseconds since 1970 in 8 bytes, 1900 to
     * 2299.
     */
    TIMESTAMP(8),
    /** DateTime64(6, 'UTC') of an instant: as {@link #TIMESTAMP}. */
    TIMESTAMPTZ(8),
    /** UUID: high 8 bytes, then low 8 bytes, each little-endian. */
    UUID(16),
    /**
     * String holding a numeric of no declared precision (or of more than 76 digits), as Postgres
     * prints it.
     */
    NUMERIC(-1),
    /**
     * String holding UTF-8 text: also every type that ClickHouse has no equal for, in Postgres's
     * own rendering.
     */
    STRING(-1),
    /** String holding raw bytes. */
    BYTES(-1);

    final int width;

    Kind(int width) {
      this.width = width;
    }
  }

  public static ColumnType of(Kind kind) {
    if (kind == Kind.DECIMAL) {
      throw new IllegalArgumentException("a DECIMAL needs precision and scale");
    }
    return new ColumnType(kind, 0, 0);
  }

  public static ColumnType decimal(int precision, int scale) {
    if (precision < 1 || precision > 76 || scale < 0 || scale > precision) {
      throw new IllegalArgumentException("no Decimal(" + precision + ", " + scale + ")");
    }
    return new ColumnType(Kind.DECIMAL, precision, scale);
  }

  /** Bytes of a value, or -1 when it is preceded by its length. */
  public int width() {
    if (kind != Kind.DECIMAL) {
      return kind.width;
    }
    return precision <= 9 ? 4 : precision <= 18 ? 8 : precision <= 38 ? 16 : 32;
  }

  @Override
  public String toString() {
    return kind == Kind.DECIMAL ? "DECIMAL(" + precision + "," + scale + ")" : kind.name();
  }
}
