package io.millrace.catalog;

import io.millrace.change.ColumnType;
import io.millrace.change.ColumnType.Kind;

/** What Postgres's types are to Millrace: how their values are encoded, and how they compare. */
public final class PostgresTypes {

  private PostgresTypes() {}

  /** {@code pg_type.typtype} of an enum. */
  static final char ENUM = 'e';

  static final int BOOL = 16;
  static final int BYTEA = 17;
  static final int CHAR = 18;
  static final int NAME = 19;
  static final int INT8 = 20;
  static final int INT2 = 21;
  static final int INT4 = 23;
  static final int TEXT = 25;
  static final int OID = 26;
  static final int JSON = 114;
  static final int CIDR = 650;
  static final int FLOAT4 = 700;
  static final int FLOAT8 = 701;
  static final int MACADDR8 = 774;
  static final int MACADDR = 829;
  static final int INET = 869;
  static final int BPCHAR = 1042;
  static final int VARCHAR = 1043;
  static final int DATE = 1082;
  static final int TIME = 1083;
  static final int TIMESTAMP = 1114;
  static final int TIMESTAMPTZ = 1184;
  static final int INTERVAL = 1186;
  static final int BIT = 1560;
  static final int VARBIT = 1562;
  static final int NUMERIC = 1700;
  static final int UUID = 2950;
  static final int JSONB = 3802;

  /** What {@code pg_attribute.atttypmod} adds to a length, or to a numeric's two parts. */
  private static final int TYPMOD_HEADER = 4;

  private static final int MAX_DECIMAL_DIGITS = 76;

  /**
   * How values are encoded. Every type but those named here becomes its text as Postgres writes it.
   *
   * @param oid of the base type: of a domain, the type beneath it
   * @param typmod the base type's; -1 for none
   */
  public static ColumnType columnType(long oid, int typmod) {
    return switch ((int) oid) {
      case BOOL -> ColumnType.of(Kind.BOOL);
      case INT2 -> ColumnType.of(Kind.INT16);
      case INT4 -> ColumnType.of(Kind.INT32);
      case INT8 -> ColumnType.of(Kind.INT64);
      case OID -> ColumnType.of(Kind.UINT32);
      case FLOAT4 -> ColumnType.of(Kind.FLOAT32);
      case FLOAT8 -> ColumnType.of(Kind.FLOAT64);
      case NUMERIC -> numeric(typmod);
      case DATE -> ColumnType.of(Kind.DATE);
      case TIME -> ColumnType.of(Kind.TIME);
      case TIMESTAMP -> ColumnType.of(Kind.TIMESTAMP);
      case TIMESTAMPTZ -> ColumnType.of(Kind.TIMESTAMPTZ);
      case UUID -> ColumnType.of(Kind.UUID);
      case BYTEA -> ColumnType.of(Kind.BYTES);
      default -> ColumnType.of(Kind.STRING);
    };
  }

  private static ColumnType numeric(int typmod) {
    if (typmod < TYPMOD_HEADER) {
      return ColumnType.of(Kind.NUMERIC);
    }
    int parts = typmod - TYPMOD_HEADER;
    int precision = parts >> 16 & 0xFFFF;
    int scale = ((parts & 0x7FF) ^ 0x400) - 0x400;
    return precision <= MAX_DECIMAL_DIGITS && scale >= 0 && scale <= precision
        ? ColumnType.decimal(precision, scale)
        : ColumnType.of(Kind.NUMERIC);
  }

  /**
   * How values compare.
   *
   * @param typtype {@code pg_type.typtype} of the base type
   * @param name of the base type, for messages
   * @param deterministic whether the column's collation calls only identical texts equal; true for
   *     a type without collation
   */
  public static Equality equality(
      long oid, int typmod, char typtype, String name, boolean deterministic) {
    if (!deterministic) {
      return Equality.none("its collation calls texts equal that differ in their bytes");
    }
    return switch ((int) oid) {
      case INT2, INT4, INT8, NUMERIC -> Equality.family("number");
      case FLOAT4, FLOAT8 -> Equality.family("floating point");
      case TEXT, VARCHAR -> Equality.family("text");
      case BPCHAR ->
          typmod < TYPMOD_HEADER
              ? Equality.none("without a length, equal values may have different trailing spaces")
              : Equality.family("character(" + (typmod - TYPMOD_HEADER) + ")");
      case BOOL, OID, UUID, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, BYTEA -> Equality.family(name);
      case CHAR, NAME, CIDR, INET, MACADDR, MACADDR8, BIT, VARBIT -> Equality.family(name);
      case INTERVAL ->
          Equality.none("equal intervals may be written differently (1 day, 24:00:00)");
      case JSON -> Equality.none("Postgres has no equality for json");
      case JSONB -> Equality.none("equal jsonb values may be written differently (1.0, 1.00)");
      default ->
          typtype == ENUM
              ? Equality.family(name)
              : Equality.none("values of type " + name + " have no canonical form here");
    };
  }
}
