package io.millrace.catalog;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import java.io.Serializable;

/**
 * One column of a Postgres table.
 *
 * @param typeName as {@code format_type} prints it: {@code numeric(12,2)}, {@code character
 *     varying(20)}
 * @param typeOid oid of the base type (of a domain: of the type beneath it); {@link #POSITION}: no
 *     column of the table, but a part of the row's place in the log
 * @param type how Millrace encodes its values
 * @param notNull whether Postgres forbids NULL
 * @param generated whether it is a generated column, which logical replication leaves out
 */
public record SourceColumn(
    String name, String typeName, long typeOid, ColumnType type, boolean notNull, boolean generated)
    implements Serializable {

  /** See {@link #typeOid}. */
  public static final long POSITION = -1;

  static SourceColumn ofPosition(String name) {
    return new SourceColumn(
        name, "bigint", POSITION, ColumnType.of(ColumnType.Kind.INT64), true, false);
  }

  /** Whether it is a part of the row's place in the log; Postgres does not know it. */
  public boolean isOfPosition() {
    return typeOid == POSITION;
  }

  public Column column() {
    return new Column(name, type, !notNull);
  }
}
