package io.millrace.catalog;

import io.millrace.change.Column;
import io.millrace.change.ColumnType;
import java.io.Serializable;

/**
 * One column of a Postgres table.
 *
 * @param typeName as {@code format_type} prints it: {@code numeric(12,2)}, {@code character
 *     varying(20)}
 * @param typeOid oid of the base type (of a domain: of the type beneath it)
 * @param type how Millrace encodes its values
 * @param notNull whether Postgres forbids NULL
 * @param generated whether it is a generated column, which logical replication leaves out
 */
public record SourceColumn(
    String name, String typeName, long typeOid, ColumnType type, boolean notNull, boolean generated)
    implements Serializable {

  public Column column() {
    return new Column(name, type, !notNull);
  }
}
